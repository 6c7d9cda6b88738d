import { defineOptimizer } from '@potstill/spec'
import {
  add,
  div,
  greater,
  logicalAnd,
  mul,
  onesLike,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { adamOptions, adamStep, initialMoments } from './adam-moments'
import { rateOption } from './rate-option'

const norm = (tensor: Tensor) => sqrt(sum(square(tensor)))

/** ‖w‖ / ‖u‖ as a scalar `[]`; 1 where either norm is 0. */
function trustRatio(value: Tensor, update: Tensor): Tensor {
  const [ofValue, ofUpdate] = [norm(value), norm(update)]
  const usable = logicalAnd(greater(ofValue, 0), greater(ofUpdate, 0))
  return where(usable, div(ofValue, ofUpdate), onesLike(ofValue))
}

/**
 * Makes LAMB, for large batches: the step of Adam with weight decay, u = m̂/(√v̂ + ε) + λw, is given in each variable the
 * length of the variable itself,
 *
 *     w ← w − η · ‖w‖/‖u‖ · u
 *
 * The ratio is 1 where a norm is 0 (of biases at their first step), and, as in the authors' code, in variables that the
 * trainer exempts from a weight decay that others have: a bias near 0 would hardly move otherwise. With `weightDecay: 0`
 * every variable has its ratio. φ of the paper is the identity.
 *
 * Source: You et al. 2019, arXiv:1904.00962, algorithm 2.
 *
 * @example
 * lamb({ learningRate: 0.002 }).weightDecay // => 0.01
 */
export const lamb = defineOptimizer({
  name: 'lamb',
  summary: "Adam whose steps are as long as each variable's own weights say, for large batches.",
  source: 'You et al. 2019, arXiv:1904.00962',
  options: z.strictObject({
    ...adamOptions,
    learningRate: rateOption,
    epsilon: z.number().positive().default(1e-6).describe('ε, added to the root of the second moment.'),
    weightDecay: z
      .number()
      .nonnegative()
      .default(0.01)
      .describe('λ, adds λ·w to the step before its length is taken.'),
  }),
  create: ({ learningRate, weightDecay, ...betas }) => ({
    learningRate,
    weightDecay,
    init: initialMoments,
    apply: ({ value, gradient, slots, rates }) => {
      const adam = adamStep(gradient, slots, { ...rates, learningRate: scalar(1) }, betas)
      const update = add(adam.step, mul(value, rates.weightDecay))
      const ratio = trustRatio(value, update)
      const applied = weightDecay === 0 ? ratio : where(greater(rates.weightDecay, 0), ratio, onesLike(ratio))
      return { value: sub(value, mul(update, mul(rates.learningRate, applied))), slots: adam.slots }
    },
  }),
})
