import { defineSchedule } from '@potstill/spec'
import * as z from 'zod'

const point = z.tuple([z.number().min(0).max(1), z.number()])

/**
 * Defines the curve through given points `[fraction of the run, value]`: straight lines between them, the first value
 * before the first point and the last value after the last. Two points at one place are a jump: the later one holds there.
 *
 * @throws PotstillError `options/invalid` without a point, or where the places do not ascend
 *
 * @example
 * const curve = piecewise({ points: [[0, 1], [0.5, 5], [1, 2]] })
 * curve({ step: 25, steps: 100, epoch: 1, epochs: 4, fraction: 0.25 }) // => 3
 */
export const piecewise = defineSchedule({
  name: 'piecewise',
  summary: 'Straight lines between given points.',
  formula: [
    'v_i + (v_(i+1) − v_i) · (x − x_i) / (x_(i+1) − x_i) between the points [x_i, v_i]',
    'x: the part of the run that is done',
  ].join('\n'),
  advice:
    'For a curve that was drawn by hand, or read from a figure. ' +
    'Two points at one place are a jump, where the later one holds; before the first point and past the last the curve is level. ' +
    'Places are fractions of the run: they move with its length.',
  options: z.strictObject({
    points: z
      .array(point)
      .min(1)
      .refine((points) => points.every(([place], index) => index === 0 || place >= points[index - 1]![0]), {
        error: 'expected places in ascending order',
      })
      .describe('Pairs of a fraction of the run and the value there, in order.'),
  }),
  create:
    ({ points }) =>
    ({ fraction }) => {
      const next = points.findIndex(([place]) => !(fraction >= place))
      if (next === -1) return points.at(-1)![1]
      const [laterPlace, later] = points[next]!
      if (next === 0) return later
      const [place, value] = points[next - 1]!
      const way = (fraction - place) / (laterPlace - place)
      return value * (1 - way) + later * way
    },
})
