import type { Progress } from '@potstill/spec'

/** A run of 1000 steps and 10 epochs at a fraction of it. */
export function at(fraction: number): Progress {
  return { step: fraction * 1000, steps: 1000, epoch: fraction * 10, epochs: 10, fraction }
}

/** A run of no steps: nothing of nothing is done. */
export const emptyRun: Progress = { step: 0, steps: 0, epoch: 0, epochs: 0, fraction: 0 / 0 }
