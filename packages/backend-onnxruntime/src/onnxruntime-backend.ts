import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import type { backend_util, DataType, TensorInfo, TypedArray } from '@tensorflow/tfjs-core'
import type { ResultType } from '@potstill/onnx'
import { compilerKey, type Compiler } from '@potstill/spec'
import { compilerFor } from './compile/compiler'
import { BufferPool, type PooledArray } from './memory/buffer-pool'
import { EagerSessions } from './eager/eager-sessions'
import { Refusals } from './eager/refusals'
import type { Recorder } from './profile/recorder'
import type { Runtime } from './runtime/runtime'
import type { BackendOptions } from './backend-options'

type DataId = TensorInfo['dataId']

/** What the cpu backend's store knows of a tensor's data. */
interface StoredData {
  values?: unknown
  /** Its array came from the pool, and nobody else has seen it. */
  pooled?: boolean
}

/**
 * TensorFlow.js's cpu backend with a faster way to compute: its store of typed arrays and all its kernels stay, ONNX
 * Runtime reads and writes these very arrays.
 */
export class OnnxruntimeBackend extends MathBackendCPU {
  readonly runtime: Runtime
  readonly options: BackendOptions
  readonly sessions: EagerSessions
  readonly pool: BufferPool
  readonly refusals = new Refusals()
  /** Told of every kernel while a profile is taken. */
  recorder: Recorder | undefined

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
  valuesOf({ dataId, dtype }: TensorInfo): PooledArray {
    const stored = this.#stored(dataId)
    const values = stored.values as TypedArray
    if (!isAligned(values)) stored.values = values.slice()
    return asNative(stored.values as TypedArray, dtype)
  }

  /** The numbers of a float32 tensor. They are not to be changed or kept. */
  floatsOf({ dataId }: TensorInfo): Float32Array {
    const { values } = this.data.get(dataId)
    return values instanceof Float32Array ? values : Float32Array.from(values as TypedArray)
  }

  /** An array for a result, with arbitrary contents. */
  take({ dtype, shape }: ResultType): PooledArray {
    return this.pool.take(
      dtype as Exclude<ResultType['dtype'], 'int64'>,
      shape.reduce((size, length) => size * length, 1),
    )
  }

  takeFloats(size: number): Float32Array {
    return this.pool.take('float32', size) as Float32Array
  }

  /**
   * The array of a float32 tensor that is about to get other data, to be written over: undefined where another tensor or
   * anybody else sees it. The tensor's old data are not to be read again.
   */
  takeOver({ dataId }: TensorInfo): Float32Array | undefined {
    const stored = this.#stored(dataId)
    if (stored.pooled !== true || this.refCount(dataId) !== 1) return undefined
    stored.pooled = false
    return stored.values as Float32Array
  }

  /** Makes a tensor of an array that `take` gave. */
  result({ dtype, shape }: ResultType, values: PooledArray): TensorInfo {
    const info = this.makeTensorInfo([...shape], dtype as DataType, values)
    this.#stored(info.dataId).pooled = true
    return info
  }

  floatResult(shape: readonly number[], values: Float32Array): TensorInfo {
    return this.result({ dtype: 'float32', shape }, values)
  }

  /** Its array may be held by someone else from now on, so it does not come back to the pool. */
  expose(dataId: DataId): void {
    this.#stored(dataId).pooled = false
  }

  /** Exposes the array of `given` where `result` shows the same numbers in a tensor of its own. */
  exposeViewed(given: DataId, result: DataId): void {
    // A kernel may have freed what it was given, or hand on data of another backend.
    if (given === result || !this.data.has(given) || !this.data.has(result)) return
    const source = this.#stored(given)
    if (source.pooled !== true) return
    const { values } = this.#stored(result)
    // Complex numbers and strings do not say in one array where their numbers are.
    if (!ArrayBuffer.isView(values) || values.buffer === (source.values as PooledArray).buffer) {
      source.pooled = false
    }
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    this.expose(dataId)
    return super.readSync(dataId)
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const stored = this.data.has(dataId) ? this.#stored(dataId) : undefined
    const disposed = super.disposeData(dataId, force)
    if (disposed && stored?.pooled === true) {
      stored.pooled = false
      this.pool.release(stored.values as PooledArray)
    }
    return disposed
  }

  override dispose(): void {
    this.sessions.dispose()
    this.pool.clear()
  }

  #stored(dataId: DataId): StoredData {
    return this.data.get(dataId) as StoredData
  }
}

/**
 * ONNX Runtime adds some sums up in another order where an array does not begin at a multiple of 16 bytes, and the last bit of a mean
 * depends on that. Arrays of their own do begin there; parts of larger ones, as read from files, may not.
 */
function isAligned({ byteOffset }: TypedArray): boolean {
  return byteOffset % 16 === 0
}

/** Kernels of the cpu backend may leave numbers in other arrays than the type's own. */
function asNative(values: TypedArray, dtype: DataType): PooledArray {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values)
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values)
  return values instanceof Uint8Array ? values : Uint8Array.from(values)
}
