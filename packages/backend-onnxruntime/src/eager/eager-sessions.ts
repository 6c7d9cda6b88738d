import { encodeModel, Graph, lowerings, valueType, type ResultType } from '@potstill/onnx'
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import type { BackendOptions } from '../backend-options'
import { BoundedCache } from '../memory/bounded-cache'
import { Session } from '../runtime/session'
import type { Runtime } from '../runtime/runtime'

/** How one kernel computes tensors of certain shapes. */
export interface Plan {
  readonly session: Session
  /** Names of the session's inputs, in the order of the kernel's tensors; undefined where it does not read one. */
  readonly inputs: readonly (string | undefined)[]
  readonly results: readonly (ResultType & { readonly name: string })[]
  readonly several: boolean
}

/** Plans are small beside sessions. */
const plansPerSession = 8

/**
 * Sessions of single kernels. A model knows the ranks of its inputs and not their sizes, so that most kernels need one
 * session for all sizes; a plan adds the sizes of the results.
 */
export class EagerSessions {
  readonly #runtime: Runtime
  readonly #plans: BoundedCache<string, Plan | Error>
  readonly #sessions: BoundedCache<string, Session>

  constructor(runtime: Runtime, { sessions }: BackendOptions) {
    this.#runtime = runtime
    this.#sessions = new BoundedCache(sessions, (session) => session.dispose())
    this.#plans = new BoundedCache(sessions * plansPerSession)
  }

  get size(): number {
    return this.#sessions.size
  }

  /** The plan of a kernel; an error where it has no lowering for these types and attributes. */
  plan(
    kernel: string,
    tensors: readonly (readonly [string, TensorInfo])[],
    attrs: NamedAttrMap | undefined,
  ): Plan | Error {
    const key = planKey(kernel, tensors, attrs)
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    const made = this.#make(kernel, tensors, attrs)
    this.#plans.set(key, made)
    return made
  }

  dispose(): void {
    this.#plans.clear()
    this.#sessions.clear()
  }

  #make(
    kernel: string,
    tensors: readonly (readonly [string, TensorInfo])[],
    attrs: NamedAttrMap | undefined,
  ): Plan | Error {
    const graph = new Graph()
    try {
      const inputs = Object.fromEntries(
        tensors.map(([name, { shape, dtype }], index) => {
          const type = valueType(dtype)
          if (type === undefined) throw new TypeError(`${dtype} has no ONNX type`)
          return [name, graph.input(`x${index}`, shape, type)]
        }),
      )
      const lower = lowerings[kernel]
      if (lower === undefined) throw new TypeError(`${kernel} has no lowering`)
      const lowered = lower({ inputs, attrs, graph })
      const several = Array.isArray(lowered)
      const results = [lowered].flat().map((value, index) => graph.output(`y${index}`, value))
      const read = new Set(graph.nodes.flatMap((node) => node.inputs))
      const names = graph.inputs.map(({ name }) => (read.has(name) ? name : undefined))
      return {
        session: this.#session(encodeModel(graph, { sizes: 'ranks' })),
        inputs: names,
        results,
        several,
      }
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  #session(model: Uint8Array): Session {
    const key = Buffer.from(model).toString('latin1')
    const known = this.#sessions.get(key)
    if (known !== undefined) return known
    const session = new Session(this.#runtime, model, { intraOpNumThreads: 1, graphOptimizationLevel: 'all' })
    this.#sessions.set(key, session)
    return session
  }
}

function planKey(
  kernel: string,
  tensors: readonly (readonly [string, TensorInfo])[],
  attrs: NamedAttrMap | undefined,
): string {
  let key = kernel
  for (const [name, { shape, dtype }] of tensors) key += `;${name}:${dtype}:${shape.join()}`
  return attrs === undefined ? key : `${key};${JSON.stringify(attrs)}`
}
