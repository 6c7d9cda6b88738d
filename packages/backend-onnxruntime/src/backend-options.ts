import type { SessionOptions } from './runtime/runtime'

/** What computes compiled functions: `cpu`, or what ONNX Runtime has for a device. */
export type ExecutionProvider = 'cpu' | 'cuda' | 'webgpu' | 'coreml' | 'dml'

export interface BackendOptions {
  /** Threads of a compiled function. Default: one per core. Single operations always take one thread. */
  readonly threads: number
  /** Of compiled functions. Default: `cpu`. */
  readonly executionProvider: ExecutionProvider
  /** Most sessions for single operations that are kept. Default: 512. */
  readonly sessions: number
  /** Most compiled variants of one function that are kept. Default: 8. */
  readonly variants: number
  /** Most bytes that are held for results to come. Default: 1 GiB. */
  readonly bufferBytes: number
  /** Passed to ONNX Runtime as they are, for compiled functions. */
  readonly sessionOptions: SessionOptions
}
