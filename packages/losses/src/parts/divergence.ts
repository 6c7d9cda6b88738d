import type { LossTraits } from '@potstill/spec'
import * as z from 'zod'
import type { TemperatureOption } from './temperature'

/** What plain functions of softened losses take. */
export interface SoftenedOptions {
  /** Default: 1. */
  readonly temperature?: TemperatureOption
  /** Multiplies the loss by T². Default: true. */
  readonly temperatureSquared?: boolean
}

export const temperatureSquaredOption = z
  .boolean()
  .default(true)
  .describe('Multiply by T², so that gradients keep their size as T grows.')

export const formOption = z
  .enum(['kl', 'crossEntropy'])
  .default('crossEntropy')
  .describe(
    "kl is 0 where the student matches; crossEntropy leaves the teacher's entropy out. The gradients are equal.",
  )

/** Of a loss that compares softened distributions over the same classes, example by example. */
export function divergenceTraits(options: {
  readonly temperatureSquared: boolean
  readonly zeroAtMatch?: boolean
}): LossTraits {
  const { temperatureSquared, zeroAtMatch = true } = options
  return {
    level: 'logits',
    softened: true,
    perExample: true,
    sameClasses: true,
    zeroAtMatch,
    temperatureSquared,
  }
}
