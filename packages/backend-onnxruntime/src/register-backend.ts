import '@tensorflow/tfjs-backend-cpu'
import { PotstillError } from '@potstill/spec'
import { registerGradients } from '@potstill/gradients'
import {
  findBackend,
  getKernelsForBackend,
  registerBackend as registerWithTensorflow,
} from '@tensorflow/tfjs-core'
import { completeOptions, type BackendOptions } from './backend-options'
import { compiledSessionOptions } from './compile/session-options'
import { registerEagerKernels } from './eager/eager-kernels'
import { OnnxruntimeBackend } from './onnxruntime-backend'
import { loadRuntime } from './runtime/load-runtime'
import type { Runtime } from './runtime/runtime'
import { tryRuntime } from './runtime/try-runtime'

/** What TensorFlow.js calls this backend: `setBackend('onnxruntime')`. */
export const backendName = 'onnxruntime'

/** Above the cpu backend (1) and wasm (2). */
const priority = 3

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
 * differs, where an option is none, and where the execution provider does not start here.
 *
 * @example
 * const { tensorflowName } = await registerBackend()
 * tensorflowName // => 'onnxruntime'
 */
export async function registerBackend(options: Partial<BackendOptions> = {}): Promise<RegisteredBackend> {
  return registerRuntime(await loadRuntime(), options)
}

/** Registers the backend on a runtime that is loaded. */
export function registerRuntime(runtime: Runtime, options: Partial<BackendOptions> = {}): RegisteredBackend {
  const complete = completeOptions(options)
  if (findBackend(backendName) === null) {
    if (complete.executionProvider !== 'cpu') tryProvider(runtime, complete)
    registerWithTensorflow(
      backendName,
      () => withoutAdvertisement(new OnnxruntimeBackend(runtime, complete)),
      priority,
    )
    // They outlive a backend that was removed.
    if (getKernelsForBackend(backendName).length === 0) registerEagerKernels(backendName)
    registerGradients()
  }
  const backend = findBackend(backendName) as OnnxruntimeBackend
  return { tensorflowName: backendName, version: backend.runtime.version, threads: backend.options.threads }
}

/** A provider that is absent would be noticed only where something is compiled. */
function tryProvider(runtime: Runtime, options: BackendOptions): void {
  try {
    tryRuntime(runtime, compiledSessionOptions(options))
  } catch (cause) {
    throw new PotstillError({
      code: 'backend-onnxruntime/provider',
      component: 'registerBackend',
      expected: `the execution provider ${options.executionProvider} of onnxruntime-node ${runtime.version} to start here`,
      received: cause instanceof Error ? cause.message.trim() : String(cause),
      fix: 'install what it needs, or leave executionProvider out for cpu',
      cause,
    })
  }
}

/** At its first use, TensorFlow.js's cpu backend advertises another one. */
function withoutAdvertisement(backend: OnnxruntimeBackend): OnnxruntimeBackend {
  Object.assign(backend as object, { firstUse: false })
  return backend
}
