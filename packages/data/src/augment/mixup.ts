import * as z from 'zod'
import { drawBeta } from './beta'
import { defineBuiltIn } from './built-in'
import { mix } from './mix'
import { partnersBy } from './partners'

/**
 * Trains on sums of two examples of the batch, x̃ = λ·x_i + (1 − λ)·x_j and ỹ = λ·y_i + (1 − λ)·y_j, with λ from
 * Beta(α, α), drawn for each example. Zhang et al. 2018, arXiv:1710.09412, equation 1. The batch gets `targets`; its
 * `labels` stay those of x_i.
 *
 * @example
 * mixup({ alpha: 0.2 }).level // => 'batch'
 */
export const mixup = defineBuiltIn({
  name: 'mixup',
  summary: 'Adds two examples of the batch, and their labels, in random shares.',
  source: 'Zhang et al. 2018, arXiv:1710.09412',
  options: z.strictObject({
    alpha: z
      .number()
      .positive()
      .default(1)
      .describe('α of Beta(α, α): small ones leave most examples almost alone.'),
    probability: z.number().min(0).max(1).default(1).describe('How many of the examples are mixed.'),
  }),
  create: ({ alpha, probability }) => ({
    level: 'batch',
    apply: ({ inputs, targets }, draws) => {
      const partners = partnersBy(Float64Array.from(draws, (draw) => draw()))
      const shares = Float64Array.from(draws, (draw) => (draw() < probability ? drawBeta(alpha, draw) : 1))
      mix(inputs, partners, shares)
      if (targets === undefined) return { inputs }
      mix(targets, partners, shares)
      return { inputs, targets }
    },
  }),
})
