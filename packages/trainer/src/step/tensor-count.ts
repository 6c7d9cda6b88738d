import { PotstillError } from '@potstill/spec'
import { memory } from '@tensorflow/tfjs-core'

/** Data that are fetched ahead, and the like, may come and go during a step. */
const allowed = 32

/** Counts TensorFlow.js's tensors around each step. */
export interface TensorCount {
  /** Throws a PotstillError where steps leave ever more tensors behind. */
  around<Value>(step: number, run: () => Promise<Value>): Promise<Value>
}

/**
 * In development (`NODE_ENV` is not `production`) the count after a step has to stay what it was after the first. It may rise by
 * some tensors, once; and only what steps themselves add counts, so that callbacks may keep what they like.
 */
export function tensorCount(isDevelopment = inDevelopment()): TensorCount {
  if (!isDevelopment) return { around: (_, run) => run() }
  let first: number | undefined
  let inside = 0
  return {
    async around(step, run) {
      const before = memory().numTensors
      const value = await run()
      const after = memory().numTensors
      if (first === undefined) {
        first = after
        return value
      }
      inside += after - before
      if (Math.min(inside, after - first) > allowed) throw leaking(step, first, after)
      return value
    },
  }
}

function inDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }
  return process?.env?.['NODE_ENV'] !== 'production'
}

function leaking(step: number, first: number, now: number): PotstillError {
  return new PotstillError({
    code: 'trainer/tensors-left',
    expected: `as many tensors after a step as after the first, ${first}`,
    received: `${now} after step ${step + 1}`,
    fix:
      'dispose what is made in a teacher’s predict, a strategy’s prepare or with tf.keep (tf.tidy does it; answers that are ' +
      'kept for later belong into typed arrays); NODE_ENV=production leaves this check out',
    category: 'work',
  })
}
