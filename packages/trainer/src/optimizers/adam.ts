import { defineOptimizer } from '@potstill/spec'
import { sub } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { adamOptions, adamStep, initialMoments } from './adam-moments'
import { decayedGradient } from './decayed-gradient'
import { weightDecayOption } from './rate-option'

/**
 * Makes Adam; weight decay, where there is any, is added to the gradient.
 *
 * Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1.
 *
 * @example
 * adam({ learningRate: 0.001 }).name // => 'adam'
 */
export const adam = defineOptimizer({
  name: 'adam',
  summary: 'Steps of a size that adapts to each weight.',
  source: 'Kingma & Ba 2015, arXiv:1412.6980',
  options: z.strictObject({
    ...adamOptions,
    weightDecay: weightDecayOption.describe('λ, added to every gradient as λ·w.'),
  }),
  create: ({ learningRate, weightDecay, ...betas }) => ({
    learningRate,
    weightDecay,
    init: initialMoments,
    apply: ({ value, gradient, slots, rates }) => {
      const decayed = weightDecay === 0 ? gradient : decayedGradient(gradient, value, rates.weightDecay)
      const next = adamStep(decayed, slots, rates, betas)
      return { value: sub(value, next.step), slots: next.slots }
    },
  }),
})
