import { defineLoss } from '@potstill/spec'
import { exp, mul, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { divergence } from './parts/softened'

const name = 'reverseKl'

export interface ReverseKlOptions extends SoftenedOptions {}

/**
 * Compares the softened distributions of student and teacher, per example, weighing classes by what the student believes: what the
 * teacher holds for improbable costs much, what the student leaves out costs little.
 *
 *     T² · Σ_c q_c (log q_c − log p_c)
 *
 * with p = softmax(v / T) of the teacher and q = softmax(z / T). Gu et al. 2024 (MiniLLM), arXiv:2306.08543; without their
 * policy gradient, as in Ko et al. 2024 (DistiLLM), arXiv:2402.03898.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const studentLogits = tensor2d([[0, Math.log(3)]])
 * const teacherLogits = tensor2d([[0, 0]])
 * reverseKlLoss(studentLogits, teacherLogits) // => [Math.log(2) - (Math.log(4) - 0.75 * Math.log(3))]
 */
export function reverseKlLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  softening: ReverseKlOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) =>
      mul(exp(logStudent), sub(logStudent, logTeacher)),
    ),
  )
}

/**
 * Defines the divergence of the teacher from the student. See `reverseKlLoss`.
 *
 * @example
 * reverseKl().traits.zeroAtMatch // => true
 */
export const reverseKl = defineLoss({
  name,
  summary: 'Divergence that weighs classes by what the student believes.',
  source: 'Gu et al. 2024, arXiv:2306.08543',
  formula: [
    'T² · Σ_c q_c (log q_c − log p_c)',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'For generation, and students too small to cover all that the teacher believes: they may leave something out, but are not to say what the teacher holds for improbable. ' +
    'This is the divergence alone, token by token, without the policy gradient of MiniLLM. ' +
    'The student grows sure: where all classes are to be covered, take forwardKl or softTargets.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      reverseKlLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
