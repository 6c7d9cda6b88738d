import type { Schedule } from '@potstill/spec'
import * as z from 'zod'

const partOfRun = z.number().min(0).max(1)

/** Options of every schedule that goes from one value to another over a part of the run. */
export const rampOptions = z
  .strictObject({
    from: z.number().describe('Value at the start, and before it.'),
    to: z.number().describe('Value at the end, and after it.'),
    start: partOfRun
      .default(0)
      .describe('Where the curve starts, as a fraction of the run: 0 is its beginning.'),
    end: partOfRun.default(1).describe('Where the curve ends, as a fraction of the run: 1 is its end.'),
  })
  .refine(({ start, end }) => start <= end, { path: ['end'], error: 'the end lies before the start' })

/**
 * Makes the schedule that goes from `from` to `to` along a curve.
 * Both ends are exact, nothing lies outside them, and a run without steps (whose fraction is 0 / 0) stays at `from`.
 *
 * @param curve maps the way done, in (0, 1), to the part of the difference done, in [0, 1]
 */
export function ramp(
  { from, to, start, end }: z.output<typeof rampOptions>,
  curve: (way: number) => number,
): Schedule {
  const [lowest, highest] = [Math.min(from, to), Math.max(from, to)]
  return ({ fraction }) => {
    if (fraction >= end) return to
    if (!(fraction > start)) return from
    const value = from + (to - from) * curve((fraction - start) / (end - start))
    return Math.min(highest, Math.max(lowest, value))
  }
}
