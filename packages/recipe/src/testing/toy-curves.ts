import {
  componentKeyword,
  defineOptimizer,
  defineSchedule,
  defineTemperature,
  type Schedule,
} from '@potstill/spec'
import { mul, sub } from '@tensorflow/tfjs-core'
import * as z from 'zod'

const curve = z
  .custom<number | Schedule>((value) => typeof value === 'number' || typeof value === 'function')
  .meta({ [componentKeyword]: 'schedule' })

export const cosine = defineSchedule({
  name: 'cosine',
  summary: 'Half a cosine.',
  options: z.strictObject({ from: z.number().positive(), to: z.number().default(0) }),
  create:
    ({ from, to }) =>
    ({ fraction }) =>
      to + ((from - to) * (1 + Math.cos(Math.PI * fraction))) / 2,
})

export const scaled = defineSchedule({
  name: 'scaled',
  summary: 'Another curve, multiplied.',
  options: z.strictObject({ by: z.number(), of: curve }),
  create:
    ({ by, of }) =>
    (progress) =>
      by * (typeof of === 'number' ? of : of(progress)),
})

export const standardized = defineTemperature({
  name: 'standardized',
  summary: 'Reads the teacher.',
  needs: ['teacherLogits'],
  options: z.strictObject({ base: curve.default(2) }),
  create: ({ base }) => ({
    base,
    resolve: (_, context) => ({
      student: context.base,
      teacher: context.base,
      squared: mul(context.base, context.base),
    }),
  }),
})

export const sgd = defineOptimizer({
  name: 'sgd',
  summary: 'Steps against the gradient.',
  options: z.strictObject({
    learningRate: curve.default(0.1),
    momentum: z.number().min(0).lt(1).optional(),
  }),
  create: ({ learningRate }) => ({
    learningRate,
    init: () => ({}),
    apply: ({ value, gradient, rates }) => ({
      value: sub(value, mul(rates.learningRate, gradient)),
      slots: {},
    }),
  }),
})
