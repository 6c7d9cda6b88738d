import { defineSchedule } from '@potstill/spec'
import { ramp, rampOptions } from './parts/ramp'

/**
 * Defines a curve from one value to another that changes by the same factor in each step. With x the way done from `start`
 * to `end`, both fractions of the run,
 *
 *     from · (to / from)ˣ
 *
 * It is `from` before the start and `to` past the end; with `start` equal to `end` it is a step. A factor γ in each of E
 * epochs is `to: from * gamma ** E`.
 *
 * @throws PotstillError `options/invalid` where the two values are not on the same side of 0, or the end lies before the
 * start, or outside [0, 1]
 *
 * @example
 * exponential({ from: 8, to: 2 })({ step: 5, steps: 10, epoch: 1, epochs: 2, fraction: 0.5 }).toFixed(6) // => '4.000000'
 */
export const exponential = defineSchedule({
  name: 'exponential',
  summary: 'From one value to another by the same factor in each step.',
  formula: ['from · (to / from)^x', 'x: the way done from start to end, fractions of the run'].join('\n'),
  advice:
    'For what is felt by factors rather than differences, such as learning rates over several powers of ten. ' +
    'A factor γ in each of E epochs is to: from · γ^E. ' +
    'It cannot reach 0: from and to are both above it, or both below.',
  options: rampOptions.refine(({ from, to }) => from !== 0 && Math.sign(from) === Math.sign(to), {
    path: ['to'],
    error: 'expected from and to both above 0, or both below',
  }),
  create: (options) => {
    const { from, to } = options
    const [lowest, highest] = [Math.min(from, to), Math.max(from, to)]
    const wayAt = ramp({ ...options, from: 0, to: 1 }, (way) => way)
    return (progress) => {
      const way = wayAt(progress)
      if (way === 0) return from
      if (way === 1) return to
      const size = Math.abs(from) ** (1 - way) * Math.abs(to) ** way
      return Math.min(highest, Math.max(lowest, Math.sign(from) * size))
    }
  },
})
