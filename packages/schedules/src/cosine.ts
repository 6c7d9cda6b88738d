import { defineSchedule } from '@potstill/spec'
import { ramp, rampOptions } from './parts/ramp'

/**
 * Defines half a cosine wave from one value to another: slow at both ends. With x the way done from `start` to `end`,
 * both fractions of the run,
 *
 *     from + (to − from) · (1 − cos πx) / 2
 *
 * It is `from` before the start and `to` past the end; with `start` equal to `end` it is a step.
 * Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5, without restarts.
 *
 * @throws PotstillError `options/invalid` where the end lies before the start, or outside [0, 1]
 *
 * @example
 * cosine({ from: 8, to: 2 })({ step: 0, steps: 10, epoch: 0, epochs: 2, fraction: 0 }) // => 8
 * cosine({ from: 8, to: 2, end: 0.5 })({ step: 5, steps: 10, epoch: 1, epochs: 2, fraction: 0.5 }) // => 2
 */
export const cosine = defineSchedule({
  name: 'cosine',
  summary: 'Half a cosine wave from one value to another, slow at both ends.',
  source: 'Loshchilov & Hutter 2017, arXiv:1608.03983',
  formula: [
    'from + (to − from) · (1 − cos πx) / 2',
    'x: the way done from start to end, fractions of the run',
  ].join('\n'),
  advice:
    'Usual for learning rates, from their highest value to 0, and for temperatures that start soft and end sharp. ' +
    'It is slow at both ends; before start it is from, past end it is to. ' +
    'For restarts take cyclical.',
  options: rampOptions,
  create: (options) => ramp(options, (way) => (1 - Math.cos(Math.PI * way)) / 2),
})
