/** Arrays that ONNX Runtime reads and writes in place. */
export type NativeArray = Float32Array | Int32Array | Uint8Array | BigInt64Array

/** A tensor as ONNX Runtime's package makes it: a view of an array, not a copy. */
export interface NativeTensor {
  readonly type: string
  readonly data: unknown
  readonly dims: readonly number[]
}

export type NativeTensors = Record<string, NativeTensor>

/** ONNX Runtime's own session. `run` is synchronous, and writes to the arrays of `fetches`. */
export interface NativeSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: SessionOptions): void
  run(
    feeds: NativeTensors,
    fetches: Readonly<Record<string, NativeTensor | null>>,
    options: object,
  ): NativeTensors
  endProfiling?(): void
  dispose?(): void
}

/** The options of ONNX Runtime's package that are used here. */
export interface SessionOptions {
  readonly executionProviders?: readonly unknown[]
  readonly intraOpNumThreads?: number
  readonly interOpNumThreads?: number
  readonly graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'layout' | 'all'
  readonly enableCpuMemArena?: boolean
  readonly enableMemPattern?: boolean
  readonly enableProfiling?: boolean
  readonly profileFilePrefix?: string
  readonly optimizedModelFilePath?: string
  readonly logSeverityLevel?: 0 | 1 | 2 | 3 | 4
  readonly extra?: Record<string, unknown>
}

/** What of ONNX Runtime's package a backend needs: its synchronous session, which is not part of its public interface. */
export interface Runtime {
  readonly version: string
  /** Whether its binding can be kept from copying results that are in place already: see `stop.ts`. */
  readonly stops: boolean
  readonly Session: new () => NativeSession
  readonly Tensor: new (type: string, data: NativeArray, dims: readonly number[]) => NativeTensor
}
