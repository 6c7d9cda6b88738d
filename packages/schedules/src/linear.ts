import { defineSchedule } from '@potstill/spec'
import { ramp, rampOptions } from './parts/ramp'

/**
 * Defines a straight line from one value to another. With x the way done from `start` to `end`, both fractions of the
 * run,
 *
 *     from + (to − from) · x
 *
 * It is `from` before the start and `to` past the end; with `start` equal to `end` it is a step.
 *
 * @throws PotstillError `options/invalid` where the end lies before the start, or outside [0, 1]
 *
 * @example
 * linear({ from: 8, to: 2 })({ step: 5, steps: 10, epoch: 1, epochs: 2, fraction: 0.5 }) // => 5
 * linear({ from: 0, to: 1, end: 0.1 })({ step: 5, steps: 10, epoch: 1, epochs: 2, fraction: 0.5 }) // => 1
 */
export const linear = defineSchedule({
  name: 'linear',
  summary: 'A straight line from one value to another.',
  formula: ['from + (to − from) · x', 'x: the way done from start to end, fractions of the run'].join('\n'),
  advice:
    'The plainest change: a temperature that falls, a weight that rises. ' +
    'Before start it is from, past end it is to; with start equal to end it is a step. ' +
    'For a slow start of another curve take warmUp, or warmUp of a term for its weight.',
  options: rampOptions,
  create: (options) => ramp(options, (way) => way),
})
