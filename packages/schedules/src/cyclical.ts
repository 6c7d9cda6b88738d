import { defineSchedule } from '@potstill/spec'
import * as z from 'zod'

/**
 * Defines a curve that repeats itself every `epochs` epochs. With x the way done through the cycle,
 *
 *     triangular: from + (to − from) · (1 − |2x − 1|)          up to `to` in the middle and back
 *     cosine:     to + (from − to) · (1 + cos πx) / 2           down to `to`, then a restart at `from`
 *
 * In cycle k = 0, 1, … the difference `to − from` (triangular) or `from − to` (cosine) is multiplied by `gamma` ᵏ.
 * Smith 2015, arXiv:1506.01186 (triangular); Loshchilov & Hutter 2016, arXiv:1608.03983 (cosine with restarts).
 *
 * @throws PotstillError `options/invalid` where a cycle has no length, or `gamma` lies outside (0, 1]
 *
 * @example
 * const waves = cyclical({ from: 2, to: 6, epochs: 4 })
 * waves({ step: 10, steps: 100, epoch: 1, epochs: 10, fraction: 0.1 }) // => 4
 * waves({ step: 20, steps: 100, epoch: 2, epochs: 10, fraction: 0.2 }) // => 6
 */
export const cyclical = defineSchedule({
  name: 'cyclical',
  summary: 'A wave that repeats itself: triangles, or cosines with restarts.',
  source: 'Smith 2015, arXiv:1506.01186; Loshchilov & Hutter 2016, arXiv:1608.03983',
  formula: [
    'triangular: from + (to − from) · (1 − |2x − 1|) · gamma^k',
    'cosine:     to + (from − to) · (1 + cos πx) / 2 · gamma^k',
    'x: the way done through cycle k = 0, 1, …, which is so many epochs long',
  ].join('\n'),
  advice:
    'Learning rates that go up and down (Smith), or restart (Loshchilov & Hutter). ' +
    'Choose epochs so that the run ends where a cycle does: a cosine that was just restarted ends on a high rate. ' +
    'With gamma below 1 each cycle is lower than the one before.',
  options: z.strictObject({
    from: z.number().describe('Value at the start of a cycle.'),
    to: z.number().describe('Value in the middle of a triangle, or at the end of a cosine.'),
    epochs: z.number().positive().describe('How long a cycle is, in epochs.'),
    form: z
      .enum(['triangular', 'cosine'])
      .default('triangular')
      .describe('triangular goes there and back; cosine goes there and restarts.'),
    gamma: z.number().positive().max(1).default(1).describe('The factor on the height from cycle to cycle.'),
  }),
  create:
    ({ from, to, epochs, form, gamma }) =>
    ({ epoch }) => {
      const done = Number.isFinite(epoch) ? Math.max(0, epoch) / epochs : 0
      const cycle = Math.floor(done)
      const height = gamma ** cycle
      const way = done - cycle
      if (form === 'triangular') return from + (to - from) * (1 - Math.abs(2 * way - 1)) * height
      return to + (from - to) * ((1 + Math.cos(Math.PI * way)) / 2) * height
    },
})
