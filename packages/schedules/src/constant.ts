import { defineSchedule } from '@potstill/spec'
import * as z from 'zod'

/**
 * Defines the schedule that never changes: `value`.
 *
 * @example
 * constant({ value: 4 })({ step: 3, steps: 10, epoch: 1.5, epochs: 5, fraction: 0.3 }) // => 4
 */
export const constant = defineSchedule({
  name: 'constant',
  summary: 'The same value throughout.',
  formula: 'value',
  advice:
    'Where a curve is asked for and nothing is to change, as in a piece of chain. ' +
    'In recipes a plain number does the same.',
  options: z.strictObject({ value: z.number().describe('The value.') }),
  create:
    ({ value }) =>
    () =>
      value,
})
