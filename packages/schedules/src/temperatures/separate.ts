import { defineTemperature } from '@potstill/spec'
import { mul } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { baseOption } from './base-option'

const factor = z.number().positive()

/**
 * Defines different temperatures of the two sides,
 *
 *     T_student = base · student,   T_teacher = base · teacher,   squared = base² · student · teacher
 *
 * so that the teacher's part of the gradient keeps its size as either grows. `squared` takes another factor in place of
 * student · teacher: 1 for losses that the source does not scale, at base 1.
 *
 * @example
 * separate({ student: 2, teacher: 4 }).base // => 1
 */
export const separate = defineTemperature({
  name: 'separate',
  summary: 'One temperature for the student, another for the teacher.',
  formula: [
    'T_student = base · student,   T_teacher = base · teacher',
    'squared = base² · student · teacher, or base² times the option squared',
  ].join('\n'),
  advice:
    'Where one side is to be softer than the other. ' +
    'PaddleSlim does so and does not scale the loss: squared: 1. ' +
    'A student at another temperature than its teacher learns logits of another size: its probabilities at T = 1 are then sharper or flatter.',
  needs: [],
  options: z.strictObject({
    student: factor.describe("Divides the student's logits."),
    teacher: factor.describe("Divides the teacher's logits."),
    squared: factor.optional().describe('The factor on the loss at base 1. Default: student times teacher.'),
    base: baseOption(1, 'Multiplies both: a number or a schedule.'),
  }),
  create: ({ base, student, teacher, squared = student * teacher }) => ({
    base,
    resolve: (_, context) => ({
      student: mul(context.base, student),
      teacher: mul(context.base, teacher),
      squared: mul(mul(context.base, context.base), squared),
    }),
  }),
})
