import type { OptimizerRates, NamedTensors } from '@potstill/spec'
import { add, div, mul, pow, scalar, sqrt, square, sub, zerosLike, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { decayRateOption, rateOption } from './rate-option'
import { slot } from './slot'

export const adamOptions = {
  learningRate: rateOption,
  beta1: decayRateOption.default(0.9).describe('β₁, decay of the mean of gradients.'),
  beta2: decayRateOption.default(0.999).describe('β₂, decay of the mean of squared gradients.'),
  epsilon: z.number().positive().default(1e-8).describe('ε, added to the root of the second moment.'),
}

interface Betas {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

export function initialMoments(variable: Tensor): NamedTensors {
  return { firstMoment: zerosLike(variable), secondMoment: zerosLike(variable) }
}

/**
 * Advances both moments and returns the step to subtract, η·m̂/(√v̂ + ε) with bias-corrected m̂ and v̂.
 *
 * The corrections are folded into two scalars, η√(1−β₂ᵗ)/(1−β₁ᵗ) and ε√(1−β₂ᵗ), which is the same number with two
 * passes over the weights fewer. Source: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1 and the end of section 2.
 */
export function adamStep(
  gradient: Tensor,
  slots: NamedTensors,
  rates: OptimizerRates,
  { beta1, beta2, epsilon }: Betas,
): { readonly step: Tensor; readonly slots: NamedTensors } {
  const firstMoment = add(mul(slot(slots, 'firstMoment'), beta1), mul(gradient, 1 - beta1))
  const secondMoment = add(mul(slot(slots, 'secondMoment'), beta2), mul(square(gradient), 1 - beta2))
  const firstCorrection = sub(1, pow(scalar(beta1), rates.step))
  const secondCorrection = sqrt(sub(1, pow(scalar(beta2), rates.step)))
  const rate = div(mul(rates.learningRate, secondCorrection), firstCorrection)
  const step = div(mul(firstMoment, rate), add(sqrt(secondMoment), mul(secondCorrection, epsilon)))
  return { step, slots: { firstMoment, secondMoment } }
}
