import {
  cannotLower,
  Graph,
  hasImages,
  lowerings,
  optimize,
  valueType,
  type ResultType,
} from '@potstill/onnx'
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { BackendOptions } from '../backend-options'
import { BoundedCache } from '../memory/bounded-cache'
import { channelBlock } from '../runtime/channel-block'
import { Session } from '../runtime/session'
import type { Runtime, SessionOptions } from '../runtime/runtime'
import { encodeUncopied, type UncopiedModel } from '../runtime/uncopied'
import { multiplications } from './multiplications'
import { planKey } from './plan-key'
import { eagerSessionOptions } from './threads'

/** How one kernel computes tensors of certain shapes. */
export interface Plan {
  readonly session: Session
  /** What the session is kept under. */
  readonly key: string
  /** The session's names of the inputs that it reads, by the kernel's own. */
  readonly names: Readonly<Record<string, string>>
  readonly results: readonly (ResultType & { readonly name: string })[]
  readonly several: boolean
}

/** One character for each byte: models are told apart by what they are. */
const bytesAsText = new TextDecoder('latin1')

/** Plans are small beside sessions. */
const plansPerSession = 8

/**
 * Sessions of single kernels. A model knows the ranks of its inputs and not their sizes, so that most kernels need one
 * session for all sizes; a plan adds the sizes of the results.
 */
export class EagerSessions {
  readonly #runtime: Runtime
  readonly #threads: number
  readonly #block: number | undefined
  readonly #plans: BoundedCache<string, Plan | Error>
  readonly #sessions: BoundedCache<string, Session>

  constructor(runtime: Runtime, { sessions, threads }: BackendOptions) {
    this.#runtime = runtime
    this.#threads = threads
    this.#block = channelBlock(runtime)
    this.#sessions = new BoundedCache(sessions, (session) => session.dispose())
    this.#plans = new BoundedCache(sessions * plansPerSession)
  }

  get size(): number {
    return this.#sessions.size
  }

  /** The plan of a kernel; a PotstillError where it has no lowering for this, another where something is wrong with it. */
  plan(kernel: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): Plan | Error {
    const key = planKey(kernel, inputs, attrs)
    const known = this.#plans.get(key)
    // A session may have had to go although its plan is still known; asking for it also marks it as used.
    if (known instanceof Error || (known !== undefined && this.#sessions.get(known.key) === known.session))
      return known
    const made = this.#make(kernel, inputs, attrs)
    this.#plans.set(key, made)
    return made
  }

  dispose(): void {
    this.#plans.clear()
    this.#sessions.clear()
  }

  #make(kernel: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): Plan | Error {
    const graph = new Graph()
    try {
      const values = Object.fromEntries(
        Object.entries(inputs)
          .filter((entry): entry is [string, TensorInfo] => entry[1] !== undefined && entry[1] !== null)
          .map(([name, { shape, dtype }], index) => {
            const type = valueType(dtype)
            if (type === undefined) throw cannotLower(kernel, `${dtype} numbers`)
            return [name, graph.input(`x${index}`, shape, type)]
          }),
      )
      const lower = lowerings[kernel]
      if (lower === undefined) throw cannotLower(kernel, 'a kernel without a lowering')
      const lowered = lower({ inputs: values, attrs, graph })
      const several = Array.isArray(lowered)
      const results = [lowered].flat().map((value, index) => graph.output(`y${index}`, value))
      if (hasImages(graph)) optimize(graph, { block: this.#block })
      const read = new Set(graph.nodes.flatMap((node) => node.inputs))
      const named = Object.entries(values).map(([key, { name }]) => [key, name] as const)
      return {
        ...this.#session(
          encodeUncopied(this.#runtime, graph, { sizes: 'ranks' }),
          eagerSessionOptions(multiplications(graph), this.#threads),
        ),
        names: Object.fromEntries(named.filter(([, name]) => read.has(name))),
        results,
        several,
      }
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  #session({ model, stops }: UncopiedModel, options: SessionOptions): Pick<Plan, 'key' | 'session'> {
    const key = `${options.intraOpNumThreads};${bytesAsText.decode(model)}`
    const known = this.#sessions.get(key)
    if (known !== undefined) return { key, session: known }
    const session = new Session(this.#runtime, model, options, stops)
    this.#sessions.set(key, session)
    return { key, session }
  }
}
