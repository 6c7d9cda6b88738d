import { defineTemperature } from '@potstill/spec'
import { mul, square } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { baseOption } from './base-option'

/**
 * Defines several temperatures at once, each times `base`: the loss is computed at each and summed, with its own T².
 * Jin, Wang & Lin 2023 (multi-level logit distillation, CVPR) take {base, 2, 3, 5, 6}.
 *
 * @example
 * several({ temperatures: [2, 4] }).base // => 1
 */
export const several = defineTemperature({
  name: 'several',
  summary: 'Several temperatures at once; the loss is summed over them.',
  source: 'Jin, Wang & Lin 2023, CVPR (multi-level logit distillation)',
  formula: [
    'T_i = base · t_i,   squared_i = T_i²; the loss is computed at each and summed',
    't_i: the temperatures',
  ].join('\n'),
  advice:
    'Where one temperature is not enough: sharp ones teach the answer, soft ones the rest. Multi-level logit distillation takes a base temperature, 2, 3, 5 and 6. ' +
    'The loss is a sum, not a mean: lower its weight as temperatures are added. ' +
    'Each costs a loss of its own.',
  needs: [],
  options: z.strictObject({
    temperatures: z.array(z.number().positive()).min(1).describe('The temperatures, at base 1.'),
    base: baseOption(1, 'Multiplies each: a number or a schedule.'),
  }),
  create: ({ base, temperatures }) => ({
    base,
    resolve: (_, context) =>
      temperatures.map((factor) => {
        const value = mul(context.base, factor)
        return { student: value, teacher: value, squared: square(value) }
      }),
  }),
})
