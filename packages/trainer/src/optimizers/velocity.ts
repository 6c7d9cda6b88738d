import type { OptimizerBody, Schedule } from '@potstill/spec'
import { add, mul, sub, zerosLike, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decayedGradient } from './decayed-gradient'
import { decayRateOption, rateOption, weightDecayOption } from './rate-option'
import { slot } from './slot'

export const velocityOptions = z.strictObject({
  learningRate: rateOption,
  momentum: decayRateOption.default(0.9).describe('μ, the share of the velocity that is kept.'),
  weightDecay: weightDecayOption.describe('λ, added to every gradient as λ·w.'),
})

interface VelocityRule {
  readonly learningRate: number | Schedule
  readonly weightDecay: number
  readonly momentum: number
  /** Which way the weights go, of the new velocity and the gradient. */
  readonly direction: (velocity: Tensor, gradient: Tensor) => Tensor
}

/** Builds the rules that keep a velocity: v ← μv + (g + λw), w ← w − η·direction(v, g + λw). */
export function velocityRule({
  learningRate,
  weightDecay,
  momentum,
  direction,
}: VelocityRule): OptimizerBody {
  return {
    learningRate,
    weightDecay,
    init: (variable) => ({ velocity: zerosLike(variable) }),
    apply: ({ value, gradient, slots, rates }) => {
      const decayed = decayedGradient(gradient, value, rates.weightDecay)
      const velocity = add(mul(slot(slots, 'velocity'), momentum), decayed)
      return { value: sub(value, mul(rates.learningRate, direction(velocity, decayed))), slots: { velocity } }
    },
  }
}
