import { PotstillError } from '@potstill/spec'
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { backend_util, DataType, TensorInfo, TypedArray } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { sameShape } from '../graph/shapes'
import { valueType, type Elements, type Value } from '../value'

/** TensorFlow.js keeps a tensor's data under an object of its own; its identity is all that matters. */
export type DataId = TensorInfo['dataId']

/** What a capture in progress knows. */
export interface CaptureState {
  readonly graph: Graph
  /** Answers for variables: a value that is an input of the graph; undefined where the data are no variable's. */
  variableInput(dataId: DataId): Value | undefined
}

/**
 * A TensorFlow.js backend that computes nothing of what depends on the inputs: its kernels append their lowering to a
 * graph. What depends on constants alone is computed at once, with the kernels of the cpu backend.
 */
export class CaptureBackend extends MathBackendCPU {
  #state: CaptureState | undefined
  readonly #symbolic = new WeakMap<DataId, Value>()
  readonly #constants = new WeakMap<DataId, Value>()

  /** Starts a capture; returns what ends it. */
  begin(state: CaptureState): () => void {
    const before = this.#state
    this.#state = state
    return () => {
      this.#state = before
    }
  }

  get state(): CaptureState {
    if (this.#state !== undefined) return this.#state
    throw new PotstillError({
      code: 'onnx/no-capture',
      expected: 'operations on this backend only while a function is captured',
      received: 'one outside of it',
      fix: 'choose a backend that computes: await setBackend("cpu")',
    })
  }

  /** A tensor that stands for a value of the graph. */
  symbolic(value: Value): TensorInfo {
    const info = this.makeTensorInfo([...value.shape], value.dtype as DataType, undefined)
    this.#symbolic.set(info.dataId, value)
    return info
  }

  /** Whether the data are known only when the graph runs. */
  isSymbolic({ dataId }: TensorInfo): boolean {
    return this.#symbolic.has(dataId) || this.state.variableInput(dataId) !== undefined
  }

  /** The value of the graph behind a tensor; other data become constants of the graph. */
  graphValue({ dataId, shape, dtype }: TensorInfo): Value {
    const { graph, variableInput } = this.state
    const known = this.#symbolic.get(dataId) ?? variableInput(dataId)
    if (known !== undefined) return known
    const constant = this.#constants.get(dataId)
    if (constant !== undefined && graph.owns(constant) && sameShape(constant.shape, shape)) return constant
    const type = valueType(dtype)
    if (type === undefined) throw noGraphType(dtype)
    const added = graph.constant(super.readSync(dataId) as Elements, [...shape], type)
    this.#constants.set(dataId, added)
    return added
  }

  /** The numbers behind the initial value of a variable. */
  concrete(dataId: DataId): TypedArray {
    if (this.#symbolic.has(dataId)) throw symbolicVariable()
    return super.readSync(dataId) as TypedArray
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    if (this.#state !== undefined && (this.#symbolic.has(dataId) || this.#state.variableInput(dataId))) {
      throw new PotstillError({
        code: 'onnx/read-in-capture',
        expected:
          'a function whose operations do not depend on the numbers, since it runs once for all calls',
        received: 'one that reads the numbers of a tensor on its way (dataSync, data, arraySync, print)',
        fix: 'return the tensor and read it outside, or say it with operations on tensors',
      })
    }
    return super.readSync(dataId)
  }
}

function noGraphType(dtype: DataType): PotstillError {
  return new PotstillError({
    code: 'onnx/dtype',
    expected: 'tensors of float32, int32 or bool',
    received: dtype,
    fix: 'keep complex numbers and strings out of the function that is compiled or exported',
  })
}

function symbolicVariable(): PotstillError {
  return new PotstillError({
    code: 'onnx/variable-initial',
    expected: 'variables whose initial value is known when they are made',
    received: 'one that starts from what the function computes',
    fix: 'make the variable outside of the function',
  })
}
