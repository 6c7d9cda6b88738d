import { defineOptimizer } from '@potstill/spec'
import { mul, sub } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decayedGradient } from './decayed-gradient'
import { rateOption, weightDecayOption } from './rate-option'

/**
 * Makes plain gradient descent: w ← w − η(g + λw).
 *
 * @example
 * sgd({ learningRate: 0.1 }).learningRate // => 0.1
 */
export const sgd = defineOptimizer({
  name: 'sgd',
  summary: 'Gradient descent without memory.',
  options: z.strictObject({
    learningRate: rateOption,
    weightDecay: weightDecayOption.describe('λ, added to every gradient as λ·w.'),
  }),
  create: ({ learningRate, weightDecay }) => ({
    learningRate,
    weightDecay,
    init: () => ({}),
    apply: ({ value, gradient, rates }) => ({
      value: sub(value, mul(rates.learningRate, decayedGradient(gradient, value, rates.weightDecay))),
      slots: {},
    }),
  }),
})
