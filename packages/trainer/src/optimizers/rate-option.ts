import { componentKeyword, type Schedule } from '@potstill/spec'
import * as z from 'zod'

/** An option that takes a number or a curve; a recipe writes the curve by name. */
export const rateOption = z
  .unknown()
  .transform((value, context): number | Schedule => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
    if (typeof value === 'function') return value as Schedule
    context.addIssue({
      code: 'custom',
      message: `expected a number that is not negative, or a schedule; got ${String(value)}`,
    })
    return z.NEVER
  })
  .meta({
    [componentKeyword]: 'schedule',
    description: 'Step size: a number that is not negative, or a schedule.',
  })

export const weightDecayOption = z.number().nonnegative().default(0)

/** A decay rate of a running mean. */
export const decayRateOption = z.number().min(0).lt(1)
