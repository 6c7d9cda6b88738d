import { defineOptimizer } from '@potstill/spec'
import { mul, sub } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { adamOptions, adamStep, initialMoments } from './adam-moments'

/**
 * Makes AdamW: Adam whose weight decay acts on the weights themselves, w ← w − ηλw − η·m̂/(√v̂ + ε).
 *
 * Source: Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2 (with the learning rate as PyTorch has it).
 *
 * @example
 * adamw({ learningRate: 0.001 }).weightDecay // => 0.01
 */
export const adamw = defineOptimizer({
  name: 'adamw',
  summary: 'Adam with weight decay of its own.',
  source: 'Loshchilov & Hutter 2019, arXiv:1711.05101',
  options: z.strictObject({
    ...adamOptions,
    weightDecay: z.number().nonnegative().default(0.01).describe('λ, takes η·λ·w off the weights.'),
  }),
  create: ({ learningRate, weightDecay, ...betas }) => ({
    learningRate,
    weightDecay,
    init: initialMoments,
    apply: ({ value, gradient, slots, rates }) => {
      const next = adamStep(gradient, slots, rates, betas)
      const kept = sub(1, mul(rates.learningRate, rates.weightDecay))
      return { value: sub(mul(value, kept), next.step), slots: next.slots }
    },
  }),
})
