import type { Callback } from '@potstill/spec'
import { setImmediate } from 'node:timers/promises'

const pauseEveryMilliseconds = 50

/**
 * Gives signals and other events their turn between steps: a backend that answers at once never lets go of the thread
 * by itself.
 */
export function letEventsIn(now: () => number = () => performance.now()): Callback {
  let last = now()
  return {
    kind: 'callback',
    name: 'letEventsIn',
    specVersion: 1,
    stepEnd: async () => {
      if (now() - last < pauseEveryMilliseconds) return
      await setImmediate()
      last = now()
    },
  }
}
