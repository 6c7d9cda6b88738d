import type { AugmentationWorkers } from '../augment/augmentation-workers'
import { startThread, type Thread } from './augmentation-thread'

export interface AugmentationWorkersOptions {
  /** Default: 1, which keeps up with a small network. */
  readonly threads?: number | undefined
  /** How many batches are made at most before they are asked for. Default: one more than there are threads. */
  readonly ahead?: number | undefined
  /** The threads' program, where a bundler has moved it: `dist/node/augment-worker.js` of this package. */
  readonly program?: URL | undefined
}

/**
 * Makes worker threads for `augmented`. They start with the first batch, and do not keep the process alive between batches.
 * Several data sets may share them. `close` ends them; they start again where they are needed again.
 *
 * Batches reject with a PotstillError `data/augment-worker` where a thread cannot start or dies.
 *
 * @example
 * const workers = augmentationWorkers({ threads: 2 })
 * workers.ahead // => 3
 * await workers.close()
 */
export function augmentationWorkers(options: AugmentationWorkersOptions = {}): AugmentationWorkers {
  const { threads = 1, ahead = threads + 1, program = besideThisFile() } = options
  let running: Thread[] = []

  function leastBusy(): Thread {
    running = running.filter(({ ended }) => !ended)
    const idle = running.find(({ pending }) => pending === 0)
    if (idle !== undefined) return idle
    if (running.length < threads) {
      const started = startThread(program)
      running.push(started)
      return started
    }
    return running.reduce((least, next) => (next.pending < least.pending ? next : least))
  }

  return {
    ahead,
    augment: (batch, plan) => leastBusy().send({ batch, plan }),
    close: async () => {
      const ending = running
      running = []
      await Promise.all(ending.map((thread) => thread.end()))
    },
  }
}

function besideThisFile(): URL {
  return new URL('./node/augment-worker.js', import.meta.url)
}
