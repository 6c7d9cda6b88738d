import { defineSchedule } from '@potstill/spec'
import * as z from 'zod'
import { ramp, rampOptions } from './parts/ramp'

/**
 * Defines a curve from `from` to `to` whose remaining difference falls as a power of what is left of the way. With x the
 * way done between `start` and `end`,
 *
 *     to + (from − to) · (1 − x)ᵖ
 *
 * p = 1 is a straight line; above it the curve is fast first, below it fast last. This is the "poly" learning rate of
 * Liu et al. 2015, arXiv:1506.04579, with p = 0.9.
 *
 * @throws PotstillError `options/invalid` where the end lies before the start, or the power is not above 0
 *
 * @example
 * polynomial({ from: 8, to: 0, power: 2 })({ step: 5, steps: 10, epoch: 1, epochs: 2, fraction: 0.5 }) // => 2
 */
export const polynomial = defineSchedule({
  name: 'polynomial',
  summary: 'From one value to another as a power of what is left.',
  source: 'Liu et al. 2015, arXiv:1506.04579',
  formula: [
    'to + (from − to) · (1 − x)^power',
    'x: the way done from start to end, fractions of the run',
  ].join('\n'),
  advice:
    'The "poly" learning rate, with power 0.9 in its paper. ' +
    'Power 1 is a straight line; above it the curve is fast first, below it fast last.',
  options: rampOptions.safeExtend({
    power: z.number().positive().default(2).describe('The power: 1 is a straight line.'),
  }),
  create: ({ power, ...options }) => ramp(options, (way) => 1 - (1 - way) ** power),
})
