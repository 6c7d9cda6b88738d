import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { backend_util, DataType, TensorInfo, TypedArray } from '@tensorflow/tfjs-core'
import type { ResultType } from '@potstill/onnx'
import { compilerKey, type Compiler } from '@potstill/spec'
import { compilerFor } from './compile/compiler'
import { BufferPool } from './memory/buffer-pool'
import { EagerSessions } from './eager/eager-sessions'
import type { NativeArray, Runtime } from './runtime/runtime'
import type { BackendOptions } from './backend-options'

type DataId = TensorInfo['dataId']

/**
 * TensorFlow.js's cpu backend with a faster way to compute: its store of typed arrays and all its kernels stay, ONNX
 * Runtime reads and writes these very arrays.
 */
export class OnnxruntimeBackend extends MathBackendCPU {
  readonly runtime: Runtime
  readonly options: BackendOptions
  readonly sessions: EagerSessions
  readonly pool: BufferPool
  /** Data whose arrays came from the pool and that nobody else has seen. */
  readonly #pooled = new WeakSet<DataId>()

  readonly [compilerKey]: Compiler

  constructor(runtime: Runtime, options: BackendOptions) {
    super()
    this.runtime = runtime
    this.options = options
    this.pool = new BufferPool(options.bufferBytes)
    this.sessions = new EagerSessions(runtime, options)
    this[compilerKey] = compilerFor(this)
  }

  /** The numbers of a tensor in the array that ONNX Runtime takes. They are not to be changed or kept. */
  valuesOf({ dataId, dtype }: TensorInfo): Exclude<NativeArray, BigInt64Array> {
    const { values } = this.data.get(dataId)
    return asNative(values as TypedArray, dtype)
  }

  /** An array for a result, with arbitrary contents. */
  take({ dtype, shape }: ResultType): Exclude<NativeArray, BigInt64Array> {
    return this.pool.take(
      dtype as Exclude<ResultType['dtype'], 'int64'>,
      shape.reduce((size, length) => size * length, 1),
    )
  }

  /** Makes a tensor of an array that `take` gave. */
  result({ dtype, shape }: ResultType, values: Exclude<NativeArray, BigInt64Array>): TensorInfo {
    const info = this.makeTensorInfo([...shape], dtype as DataType, values)
    this.#pooled.add(info.dataId)
    return info
  }

  /** Its array may be held by someone else from now on, so it does not come back to the pool. */
  expose(dataId: DataId): void {
    this.#pooled.delete(dataId)
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    this.expose(dataId)
    return super.readSync(dataId)
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const pooled = this.#pooled.has(dataId)
    const values = pooled ? this.data.get(dataId).values : undefined
    const disposed = super.disposeData(dataId, force)
    if (pooled && disposed) {
      this.#pooled.delete(dataId)
      this.pool.release(values as Exclude<NativeArray, BigInt64Array>)
    }
    return disposed
  }

  override dispose(): void {
    this.sessions.dispose()
    this.pool.clear()
  }
}

/** Kernels of the cpu backend may leave numbers in other arrays than the type's own. */
function asNative(values: TypedArray, dtype: DataType): Exclude<NativeArray, BigInt64Array> {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values)
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values)
  return values instanceof Uint8Array ? values : Uint8Array.from(values)
}
