import type { Progress } from '@potstill/spec'

/** Places of runs that a schedule is asked at. */
export const places: Readonly<Record<string, Progress>> = {
  'before the first step': at(0),
  'after the first step': at(0.001),
  'after a tenth': at(0.1),
  'in the middle': at(0.5),
  'at a fraction that is no round number': at(1 / 3),
  'before the last step': at(0.999),
  'at the end': at(1),
  'past the end': at(1.001),
  'far past the end': at(1000),
  'in a run of one step': { step: 0, steps: 1, epoch: 0, epochs: 1, fraction: 0 },
  'at the end of a run of one step': { step: 1, steps: 1, epoch: 1, epochs: 1, fraction: 1 },
  'in a run of less than an epoch': { step: 2, steps: 5, epoch: 0.02, epochs: 0.05, fraction: 0.4 },
  'in a run without steps': { step: 0, steps: 0, epoch: 0, epochs: 0, fraction: 0 },
  // Nothing of nothing.
  'in a run without steps, of which no fraction is done': {
    step: 0,
    steps: 0,
    epoch: 0,
    epochs: 0,
    fraction: NaN,
  },
}

/** A run of 1000 steps and 10 epochs at a fraction of it. */
function at(fraction: number): Progress {
  return { step: fraction * 1000, steps: 1000, epoch: fraction * 10, epochs: 10, fraction }
}
