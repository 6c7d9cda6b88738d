import { defineTemperature } from '@potstill/spec'
import { add, mean, mul, sqrt, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { baseOption } from './base-option'
import { detach } from './detach'

/**
 * The unbiased standard deviation of each row of logits, float32 `[B, 1]` or `[B, tokens, 1]`. The square root's argument
 * is kept above 0, so that the gradient of equal logits is 0 and not NaN.
 */
export function logitDeviation(logits: Tensor, epsilon: number): Tensor {
  const classes = logits.shape.at(-1) ?? 1
  const squares = sum(square(sub(logits, mean(logits, -1, true))), -1, true)
  return sqrt(add(mul(squares, 1 / Math.max(1, classes - 1)), epsilon ** 2))
}

/**
 * Defines the temperature that standardizes the logits of each side. With σ the unbiased standard deviation of an
 * example's logits,
 *
 *     T_student = base · (σ(z) + ε),   T_teacher = base · (σ(v) + ε),   squared = base²
 *
 * A softmax does not see shifts, so dividing by T is all that softmax((z − mean) / (σ + ε) / base) is. The loss is then
 * the same for logits that are shifted and scaled by any positive factor. The gradient goes through the student's σ; the
 * teacher's is a constant.
 * Sun et al. 2024, arXiv:2403.01427; the reference code's `logit_stand`.
 *
 * @example
 * const temperature = logitStandardization({ base: 2 })
 * temperature.base // => 2
 * temperature.needs // => ['studentLogits', 'teacherLogits']
 */
export const logitStandardization = defineTemperature({
  name: 'logitStandardization',
  summary: "A base times the standard deviation of each side's logits, per example.",
  source: 'Sun et al. 2024, arXiv:2403.01427',
  formula: [
    'T_student = base · (σ(z) + ε),   T_teacher = base · (σ(v) + ε),   squared = base²',
    'z, v: logits of student and teacher; σ: unbiased standard deviation over the classes of an',
    'example; ε: epsilon',
  ].join('\n'),
  advice:
    'Where teacher and student differ in the size of their logits: only their pattern is then compared. ' +
    'Usual base 2 with a weight of 9 beside crossEntropy at 0.1; for dkd both α and β are multiplied by that weight. ' +
    "To this loss the student's logits may have any size; the crossEntropy beside it gives them one.",
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    base: baseOption(2, 'The temperature of the standardized logits: a number or a schedule.'),
    epsilon: z.number().positive().min(1e-12).default(1e-7).describe('Added to the standard deviation.'),
  }),
  create: ({ base, epsilon }) => ({
    base,
    resolve: ({ studentLogits, teacherLogits }, context) => ({
      student: mul(context.base, add(logitDeviation(studentLogits, epsilon), epsilon)),
      teacher: mul(context.base, add(logitDeviation(detach(teacherLogits), epsilon), epsilon)),
      squared: square(context.base),
    }),
  }),
})
