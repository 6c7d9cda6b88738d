import { defineLoss } from '@potstill/spec'
import { add, div, exp, maximum, mul, neg, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { crossEntropyLoss } from './cross-entropy'
import { apart } from './parts/detach'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { softTargetsLoss } from './soft-targets'

const name = 'wsld'

export interface WsldOptions extends SoftenedOptions {
  /** Added to the teacher's cross-entropy before the ratio; the least ratio. Default: 1e-7. */
  readonly epsilon?: number
}

/**
 * Soft targets, weighed per example by how much harder it is for the student than for the teacher. With H_s and H_t the cross-entropies
 * of both with the label at temperature 1, as constants,
 *
 *     (1 − exp(−H_s / (H_t + ε))) · T² · (− Σ_c p_c log q_c)
 *
 * Zhou et al. 2021, arXiv:2102.00650. Usual T = 2, weight 2.5.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @param labels int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`, `losses/labels`
 *
 * @example
 * const logits = tensor2d([[0, 0]])
 * const expected = (1 - Math.exp(-1)) * Math.log(2)
 * wsldLoss(logits, logits, tensor1d([0], 'int32')).dataSync()[0].toFixed(5) // => expected.toFixed(5)
 */
export function wsldLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  { temperature = 1, temperatureSquared = true, epsilon = 1e-7 }: WsldOptions = {},
): Tensor {
  return tidy(() => {
    const soft = softTargetsLoss(studentLogits, teacherLogits, {
      temperature,
      temperatureSquared,
      form: 'crossEntropy',
    })
    const ours = crossEntropyLoss(apart(studentLogits), labels)
    const theirs = crossEntropyLoss(apart(teacherLogits), labels)
    const ratio = maximum(div(ours, add(theirs, epsilon)), epsilon)
    return mul(sub(1, exp(neg(ratio))), soft)
  })
}

/**
 * Defines soft targets weighed by example. See `wsldLoss`.
 *
 * @example
 * wsld().traits.softened // => true
 */
export const wsld = defineLoss({
  name,
  summary: 'Soft targets, weighed by how much harder an example is for the student.',
  source: 'Zhou et al. 2021, arXiv:2102.00650',
  formula: [
    '(1 − exp(−H_s / (H_t + ε))) · T² · (−Σ_c p_c log q_c)',
    'H_s, H_t: cross-entropies of student and teacher with the label, as constants',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'Soft targets that count little where the student already does as well as the teacher. ' +
    'Usual weight 2.5 with T = 2, for ResNet-34 to 18. ' +
    'It needs labels; where the teacher is sure and right, nearly any student counts in full.',
  needs: ['studentLogits', 'teacherLogits', 'labels'],
  options: z.strictObject({
    epsilon: z
      .number()
      .positive()
      .default(1e-7)
      .describe("Added to the teacher's cross-entropy before the ratio; the least ratio."),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits({ ...options, zeroAtMatch: false }),
    compute: ({ studentLogits, teacherLogits, labels }, { temperature }) =>
      wsldLoss(studentLogits, teacherLogits, labels, { ...options, temperature }),
  }),
})
