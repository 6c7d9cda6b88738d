import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import {
  engine,
  type backend_util,
  type DataType,
  type TensorInfo,
  type TypedArray,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import type { LoweringTable } from '../lowering'
import { valueType, type Elements, type Value, type ValueType } from '../value'
import { disposedTensor, leftBehind, noCapture, noGraphType, noNumbers } from './refusals'

/** TensorFlow.js keeps a tensor's data under an object of its own; its identity is all that matters. */
export type DataId = TensorInfo['dataId']

/** What a capture in progress knows. */
export interface CaptureState {
  readonly graph: Graph
  readonly table: LoweringTable
  /** Answers for variables: a value that is an input of the graph; undefined where the data are no variable's. */
  variableInput(dataId: DataId): Value | undefined
}

/**
 * A TensorFlow.js backend that computes nothing of what depends on the inputs: its kernels append their lowering to a
 * graph. What depends on constants alone is computed at once, with the kernels of the cpu backend.
 */
export class CaptureBackend extends MathBackendCPU {
  #state: CaptureState | undefined
  readonly #symbolic = new WeakMap<DataId, { readonly value: Value; readonly graph: Graph }>()
  /** By data, and by the shape and type under which they are seen. */
  readonly #constants = new WeakMap<DataId, { readonly graph: Graph; readonly seen: Map<string, Value> }>()

  constructor() {
    super()
    // At its first use the cpu backend advertises another one.
    Object.assign(this as object, { firstUse: false })
  }

  /** Starts a capture, or with undefined pauses it; returns what ends that. */
  begin(state: CaptureState | undefined): () => void {
    const before = this.#state
    this.#state = state
    return () => {
      this.#state = before
    }
  }

  get state(): CaptureState {
    if (this.#state === undefined) throw noCapture()
    return this.#state
  }

  /** A tensor that stands for a value of the graph. */
  symbolic(value: Value): TensorInfo {
    const info = this.makeTensorInfo([...value.shape], value.dtype as DataType, undefined)
    this.#symbolic.set(info.dataId, { value, graph: this.state.graph })
    return info
  }

  /** Whether the data are known only when the graph runs. */
  isSymbolic({ dataId }: { readonly dataId: DataId }): boolean {
    return this.#symbolic.has(dataId) || this.state.variableInput(dataId) !== undefined
  }

  /** Whether a capture is in progress, and not paused. */
  get capturing(): boolean {
    return this.#state !== undefined
  }

  /** Whether a tensor has no numbers of its own, in this capture or after it; variables have some. */
  standsForValue({ dataId }: { readonly dataId: DataId }): boolean {
    return this.#symbolic.has(dataId)
  }

  /** The value that a tensor without numbers stands for. */
  symbolicValue(dataId: DataId): Value | undefined {
    return this.#symbolic.get(dataId)?.value
  }

  /** The value of the graph behind a tensor; other data become constants of the graph. */
  graphValue({ dataId, shape, dtype }: TensorInfo): Value {
    const { graph, variableInput } = this.state
    const known = this.#symbolic.get(dataId)
    if (known !== undefined && known.graph !== graph) throw leftBehind()
    return known?.value ?? variableInput(dataId) ?? this.#constant(dataId, shape, dtype)
  }

  /** The numbers behind a tensor that has some. */
  concrete(dataId: DataId): TypedArray | undefined {
    return this.#symbolic.has(dataId) ? undefined : (super.readSync(dataId) as TypedArray)
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    if (this.#symbolic.has(dataId)) throw noNumbers()
    return super.readSync(dataId)
  }

  #constant(dataId: DataId, shape: readonly number[], dtype: DataType): Value {
    const type = valueType(dtype)
    if (type === undefined) throw noGraphType(dtype)
    if (!engine().state.tensorInfo.has(dataId)) throw disposedTensor('constant')
    const { graph } = this.state
    let known = this.#constants.get(dataId)
    if (known?.graph !== graph) {
      known = { graph, seen: new Map() }
      this.#constants.set(dataId, known)
    }
    const key = `${type}[${shape.join()}]`
    const constant =
      known.seen.get(key) ?? graph.constant(elements(super.readSync(dataId), type), [...shape], type)
    known.seen.set(key, constant)
    return constant
  }
}

/** A cast that loses nothing shares its data: they may be in the array of another type. */
function elements(values: backend_util.BackendValues, type: ValueType): Elements {
  const numbers = values as TypedArray
  if (type === 'float32') return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers)
  if (type === 'int32') return numbers instanceof Int32Array ? numbers : Int32Array.from(numbers)
  return numbers instanceof Uint8Array ? numbers : Uint8Array.from(numbers)
}
