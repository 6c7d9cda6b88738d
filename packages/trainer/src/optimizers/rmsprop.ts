import { defineOptimizer, type NamedTensors } from '@potstill/spec'
import { add, div, maximum, mul, sqrt, square, sub, zerosLike, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decayedGradient } from './decayed-gradient'
import { decayRateOption, rateOption, weightDecayOption } from './rate-option'
import { slot } from './slot'

/**
 * Makes RMSprop as PyTorch has it. With g the gradient, λw added to it,
 *
 *     s ← αs + (1 − α)g²,  w ← w − ηg / (√s + ε)
 *
 * `centered` takes the square of the running mean of g off s, which makes it a variance; with `momentum` a velocity,
 * v ← μv + g / (√s + ε), takes the place of the quotient. The learning rate stands outside the velocity.
 *
 * Sources: Tieleman & Hinton 2012, lecture 6.5 of "Neural networks for machine learning"; centred: Graves 2013,
 * arXiv:1308.0850.
 *
 * @example
 * rmsprop({ learningRate: 0.001, momentum: 0.9, centered: true }).name // => 'rmsprop'
 */
export const rmsprop = defineOptimizer({
  name: 'rmsprop',
  summary: 'Gradients divided by a running mean of their size.',
  source: 'Tieleman & Hinton 2012; Graves 2013, arXiv:1308.0850',
  options: z.strictObject({
    learningRate: rateOption,
    alpha: decayRateOption.default(0.99).describe('α, decay of the mean of squared gradients.'),
    epsilon: z.number().positive().default(1e-8).describe('ε, added to the root of that mean.'),
    momentum: decayRateOption
      .default(0)
      .describe('μ, the share of the velocity that is kept; 0: no velocity.'),
    centered: z.boolean().default(false).describe('Divides by the standard deviation instead.'),
    weightDecay: weightDecayOption.describe('λ, added to every gradient as λ·w.'),
  }),
  create: ({ learningRate, alpha, epsilon, momentum, centered, weightDecay }) => {
    const averaged = (slots: NamedTensors, name: string, value: Tensor) =>
      add(mul(slot(slots, name), alpha), mul(value, 1 - alpha))
    return {
      learningRate,
      weightDecay,
      init: (variable) => ({
        secondMoment: zerosLike(variable),
        ...(centered && { firstMoment: zerosLike(variable) }),
        ...(momentum > 0 && { velocity: zerosLike(variable) }),
      }),
      apply: ({ value, gradient, slots, rates }) => {
        const decayed = decayedGradient(gradient, value, rates.weightDecay)
        const secondMoment = averaged(slots, 'secondMoment', square(decayed))
        const next: NamedTensors = {
          secondMoment,
          ...(centered && { firstMoment: averaged(slots, 'firstMoment', decayed) }),
        }
        // In float32 the difference can come out a little below 0, of which there is no root.
        const spread = centered
          ? maximum(sub(secondMoment, square(slot(next, 'firstMoment'))), 0)
          : secondMoment
        const scaled = div(decayed, add(sqrt(spread), epsilon))
        if (momentum === 0) return { value: sub(value, mul(scaled, rates.learningRate)), slots: next }
        const velocity = add(mul(slot(slots, 'velocity'), momentum), scaled)
        return { value: sub(value, mul(velocity, rates.learningRate)), slots: { ...next, velocity } }
      },
    }
  },
})
