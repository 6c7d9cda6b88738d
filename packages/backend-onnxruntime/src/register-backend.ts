import '@tensorflow/tfjs-backend-cpu'
import { availableParallelism } from 'node:os'
import { findBackend, registerBackend as registerWithTensorflow } from '@tensorflow/tfjs-core'
import type { BackendOptions } from './backend-options'
import { registerEagerKernels } from './eager/eager-kernels'
import { OnnxruntimeBackend } from './onnxruntime-backend'
import { loadRuntime } from './runtime/load-runtime'

/** What TensorFlow.js calls this backend: `setBackend('onnxruntime')`. */
export const backendName = 'onnxruntime'

/** Above the cpu backend (1) and wasm (2). */
const priority = 3

const gibibyte = 2 ** 30

export interface RegisteredBackend {
  readonly tensorflowName: string
  /** Of ONNX Runtime. */
  readonly version: string
  /** Of compiled functions. */
  readonly threads: number
}

/**
 * Loads ONNX Runtime and registers the backend with TensorFlow.js, under the name `onnxruntime`. The first call's options
 * hold; later calls change nothing.
 *
 * Throws what the import of `onnxruntime-node` throws, and a PotstillError where its synchronous session is missing or
 * differs.
 *
 * @example
 * const { tensorflowName } = await registerBackend()
 * tensorflowName // => 'onnxruntime'
 */
export async function registerBackend(options: Partial<BackendOptions> = {}): Promise<RegisteredBackend> {
  const runtime = await loadRuntime()
  const complete: BackendOptions = {
    threads: availableParallelism(),
    executionProvider: 'cpu',
    sessions: 512,
    variants: 8,
    bufferBytes: gibibyte,
    sessionOptions: {},
    ...options,
  }
  if (findBackend(backendName) === null) {
    registerWithTensorflow(backendName, () => new OnnxruntimeBackend(runtime, complete), priority)
    registerEagerKernels(backendName)
  }
  const backend = findBackend(backendName) as OnnxruntimeBackend
  return { tensorflowName: backendName, version: backend.runtime.version, threads: backend.options.threads }
}
