import type { SessionOptions } from '../runtime/runtime'

/** Multiplications that one thread is through with before a second one has woken up. */
const worthWaking = 2 ** 21

/** Each session has threads of its own: with more of them, a few hundred sessions would be thousands. */
const mostThreads = 4

/**
 * How ONNX Runtime is to run a single operation. Only large products and convolutions take several threads, which sleep
 * until they are needed: threads that wait busily, one pool for each session, would take the processors from each other.
 */
export function eagerSessionOptions(multiplications: number, threads: number): SessionOptions {
  const intraOpNumThreads = multiplications < worthWaking ? 1 : Math.min(threads, mostThreads)
  return {
    intraOpNumThreads,
    graphOptimizationLevel: 'all',
    ...(intraOpNumThreads > 1 && { extra: { session: { intra_op: { allow_spinning: '0' } } } }),
  }
}
