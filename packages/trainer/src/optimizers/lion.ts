import { defineOptimizer } from '@potstill/spec'
import { add, mul, sign, sub, zerosLike } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decayRateOption, rateOption, weightDecayOption } from './rate-option'
import { slot } from './slot'

/**
 * Makes Lion, which moves every weight by the same amount, in the direction of a momentum:
 *
 *     w ← w − η(sign(β₁m + (1 − β₁)g) + λw),  then m ← β₂m + (1 − β₂)g
 *
 * Weight decay acts on the weights themselves. The steps are larger than Adam's: the paper takes a learning rate three
 * to ten times smaller, and a weight decay larger by as much. Source: Chen et al. 2023, arXiv:2302.06675.
 *
 * @example
 * lion({ learningRate: 0.0001, weightDecay: 0.1 }).weightDecay // => 0.1
 */
export const lion = defineOptimizer({
  name: 'lion',
  summary: 'Steps of one size in the direction of a momentum.',
  source: 'Chen et al. 2023, arXiv:2302.06675',
  options: z.strictObject({
    learningRate: rateOption,
    beta1: decayRateOption.default(0.9).describe('β₁, the share of the momentum in the direction of a step.'),
    beta2: decayRateOption.default(0.99).describe('β₂, the share of the momentum that is kept.'),
    weightDecay: weightDecayOption.describe('λ, takes η·λ·w off the weights.'),
  }),
  create: ({ learningRate, beta1, beta2, weightDecay }) => ({
    learningRate,
    weightDecay,
    init: (variable) => ({ momentum: zerosLike(variable) }),
    apply: ({ value, gradient, slots, rates }) => {
      const momentum = slot(slots, 'momentum')
      const direction = sign(add(mul(momentum, beta1), mul(gradient, 1 - beta1)))
      const step = add(direction, mul(value, rates.weightDecay))
      return {
        value: sub(value, mul(step, rates.learningRate)),
        slots: { momentum: add(mul(momentum, beta2), mul(gradient, 1 - beta2)) },
      }
    },
  }),
})
