import type { BackendOptions } from '../backend-options'
import type { SessionOptions } from '../runtime/runtime'

/** How ONNX Runtime is to run a compiled function. */
export function compiledSessionOptions({
  threads,
  executionProvider,
  sessionOptions,
}: BackendOptions): SessionOptions {
  return {
    executionProviders: executionProvider === 'cpu' ? ['cpu'] : [executionProvider, 'cpu'],
    intraOpNumThreads: threads,
    graphOptimizationLevel: 'all',
    ...sessionOptions,
  }
}
