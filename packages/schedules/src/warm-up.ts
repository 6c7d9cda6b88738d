import { defineSchedule, type Progress } from '@potstill/spec'
import * as z from 'zod'
import { followingOption, valueAt, withoutBeginning } from './parts/following'

const length = z.number().nonnegative()

interface Length {
  readonly epochs?: number | undefined
  readonly steps?: number | undefined
  readonly fraction?: number | undefined
}

/** How much of the run is done, how long the warm-up is, and how long the run, all in the unit that the length is given in. */
function measure({ epochs, steps, fraction }: Length, progress: Progress) {
  if (epochs !== undefined) return { done: progress.epoch, length: epochs, whole: progress.epochs }
  if (steps !== undefined) return { done: progress.step, length: steps, whole: progress.steps }
  return { done: progress.fraction, length: fraction ?? 0, whole: 1 }
}

/**
 * Defines a slow start of another curve. With x the way done through the warm-up, which is as long as one of `epochs`,
 * `steps` or `fraction` (of the run) says,
 *
 *     to(progress) · (from + (1 − from) · x)
 *
 * and `to(progress)` itself from its end on: there is no jump. What follows sees the progress as it is, so that
 * `step({ milestones: [30] })` changes in epoch 30 with and without a warm-up, and a cosine ends where the run does. With
 * `shifted: true` it sees what is left of the run after the warm-up as a run of its own, and stays at its start until then:
 * a cosine then begins at its full height.
 *
 * With `from: 0` the first step of a learning rate does nothing.
 * Goyal et al. 2017, arXiv:1706.02677, section 2.2 (gradual warm-up).
 *
 * @throws PotstillError `options/invalid` where not exactly one length is given, or `from` lies outside [0, 1]
 *
 * @example
 * const rate = warmUp({ epochs: 2, from: 0.1, to: 0.4 })
 * rate({ step: 0, steps: 10, epoch: 0, epochs: 10, fraction: 0 }) // => 0.04
 * rate({ step: 2, steps: 10, epoch: 2, epochs: 10, fraction: 0.2 }) // => 0.4
 */
export const warmUp = defineSchedule({
  name: 'warmUp',
  summary: 'A slow start of another curve.',
  source: 'Goyal et al. 2017, arXiv:1706.02677',
  formula: [
    'to(progress) · (from + (1 − from) · x), and to(progress) from its end on',
    'x: the way done through the warm-up; to: a number or the curve that follows',
  ].join('\n'),
  advice:
    'For large learning rates, with which the first steps would diverge. ' +
    'What follows sees the progress of the run as it is; with shifted: true it begins after the warm-up, so that a cosine starts at its full height. ' +
    'With from: 0 the first step does nothing. For the weight of a loss a term has warmUp of its own, in epochs.',
  options: z
    .strictObject({
      epochs: length.optional().describe('How long the warm-up is, in epochs.'),
      steps: length.optional().describe('How long it is, in steps.'),
      fraction: length.max(1).optional().describe('How long it is, as a fraction of the run.'),
      from: z.number().min(0).max(1).default(0).describe('The fraction of what follows that it starts at.'),
      to: followingOption.describe('What follows: a number or a schedule.'),
      shifted: z
        .boolean()
        .default(false)
        .describe('Whether what follows starts after the warm-up: else it sees the progress as it is.'),
    })
    .refine(
      ({ epochs, steps, fraction }) =>
        [epochs, steps, fraction].filter((given) => given !== undefined).length === 1,
      'expected one of epochs, steps, fraction',
    ),
  create:
    ({ from, to: curve, shifted, ...given }) =>
    (progress) => {
      const { done, length, whole } = measure(given, progress)
      const value = valueAt(curve, shifted ? withoutBeginning(progress, length / whole) : progress)
      if (done >= length) return value
      return value * (done > 0 ? from + (1 - from) * (done / length) : from)
    },
})
