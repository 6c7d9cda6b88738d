import { defineTemperature } from '@potstill/spec'
import { add, max, mul, softmax, square, sub } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { baseOption } from './base-option'
import { detach } from './detach'

/**
 * Defines the temperature of each example by the teacher's confidence in it. With p the teacher's largest probability at
 * temperature 1, out of C classes,
 *
 *     c = (p − 1/C) / (1 − 1/C)                    0 where it knows nothing, 1 where it is sure
 *     T = base · (unsure + (sure − unsure) · c),   squared = T²
 *
 * for both sides. By default sure examples are softened more: only then do their wrong classes tell anything. It is a
 * constant: no gradient flows through it. The formula is this package's own.
 *
 * @example
 * confidenceWeighted({ base: 4 }).needs // => ['teacherLogits']
 */
export const confidenceWeighted = defineTemperature({
  name: 'confidenceWeighted',
  summary: "By the teacher's confidence, per example.",
  formula: [
    'T = base · (unsure + (sure − unsure) · c),   c = (p − 1/C) / (1 − 1/C),   squared = T²',
    "p: the teacher's largest probability at temperature 1, of each example; C: classes",
  ].join('\n'),
  advice:
    'Where the teacher is sure of some examples and not of others: sure ones are softened more, since only then do their wrong classes tell anything. ' +
    "Exchange sure and unsure for the opposite. The formula is this package's own, so compare it with a plain temperature of 4. " +
    'Both sides have the same T; no gradient flows through it.',
  needs: ['teacherLogits'],
  options: z.strictObject({
    base: baseOption(4, 'What the factors multiply: a number or a schedule.'),
    unsure: z.number().positive().default(0.5).describe('The factor where the teacher knows nothing.'),
    sure: z.number().positive().default(1.5).describe('The factor where it is sure.'),
  }),
  create: ({ base, unsure, sure }) => ({
    base,
    resolve: ({ teacherLogits }, context) => {
      const least = 1 / (teacherLogits.shape.at(-1) ?? 1)
      const largest = max(softmax(detach(teacherLogits)), -1, true)
      const confidence = mul(sub(largest, least), least < 1 ? 1 / (1 - least) : 0)
      const value = mul(context.base, add(unsure, mul(confidence, sure - unsure)))
      return { student: value, teacher: value, squared: square(value) }
    },
  }),
})
