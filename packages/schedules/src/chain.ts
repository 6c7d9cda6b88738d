import { defineSchedule, type Progress } from '@potstill/spec'
import * as z from 'zod'
import { followingOption, valueAt } from './parts/following'

const length = z.number().positive()
const piece = z
  .strictObject({
    curve: followingOption.describe('A number or a schedule.'),
    epochs: length.optional().describe('How long it is, in epochs.'),
    steps: length.optional().describe('How long it is, in steps.'),
    fraction: length.max(1).optional().describe('How long it is, as a fraction of the run.'),
  })
  .refine(
    ({ epochs, steps, fraction }) =>
      [epochs, steps, fraction].filter((given) => given !== undefined).length <= 1,
    'expected at most one of epochs, steps, fraction',
  )
type Piece = z.output<typeof piece>

/** The length of a piece as a fraction of the run; what is left where none is given. */
function partOf({ epochs, steps, fraction }: Piece, run: Progress, left: number): number {
  if (epochs !== undefined) return epochs / run.epochs
  if (steps !== undefined) return steps / run.steps
  return fraction ?? left
}

/** A part of a run as a run of its own. */
function within({ step, steps, epoch, epochs, fraction }: Progress, start: number, part: number): Progress {
  return {
    step: step - start * steps,
    steps: part * steps,
    epoch: epoch - start * epochs,
    epochs: part * epochs,
    fraction: (fraction - start) / part,
  }
}

/**
 * Defines curves one after another. Each piece sees its own part of the run as a run of its own, so a cosine in a piece
 * goes from `from` to `to` within it. The last one goes on past its end, and takes what is left where it has no length.
 *
 * @throws PotstillError `options/invalid` without a piece, or where one but the last has no length, or one has several
 *
 * @example
 * const curve = chain({ pieces: [{ curve: 4, epochs: 2 }, { curve: linear({ from: 4, to: 0 }) }] })
 * curve({ step: 0, steps: 40, epoch: 0, epochs: 4, fraction: 0 }) // => 4
 * curve({ step: 30, steps: 40, epoch: 3, epochs: 4, fraction: 0.75 }) // => 2
 */
export const chain = defineSchedule({
  name: 'chain',
  summary: 'Curves one after another.',
  formula: [
    'f_k(x_k) in the k-th piece',
    'f_k: the curve of the piece; x_k: progress within it, from 0 to 1',
  ].join('\n'),
  advice:
    'For runs with phases, such as a high temperature for some epochs and a falling one for the rest. ' +
    'Each piece sees its part as a run of its own, so that a cosine in it ends where the piece does. ' +
    'All pieces but the last need a length, in epochs, steps or as a fraction of the run.',
  options: z.strictObject({
    pieces: z
      .array(piece)
      .min(1)
      .refine(
        (pieces) =>
          pieces
            .slice(0, -1)
            .every(({ epochs, steps, fraction }) => (epochs ?? steps ?? fraction) !== undefined),
        'expected a length of each piece but the last',
      )
      .describe('The curves in order, each with its length.'),
  }),
  create:
    ({ pieces }) =>
    (run) => {
      let start = 0
      for (const [index, next] of pieces.entries()) {
        const part = partOf(next, run, Math.max(0, 1 - start))
        const last = index === pieces.length - 1
        if (last || !(run.fraction >= start + part)) return valueAt(next.curve, within(run, start, part))
        start += part
      }
      return 0
    },
})
