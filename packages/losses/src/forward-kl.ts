import { defineLoss } from '@potstill/spec'
import { exp, mul, neg, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import {
  divergenceTraits,
  formOption,
  temperatureSquaredOption,
  type SoftenedOptions,
} from './parts/divergence'
import { divergence } from './parts/softened'

const name = 'forwardKl'

export interface ForwardKlOptions extends SoftenedOptions {
  /** Default: `'crossEntropy'`. */
  readonly form?: 'kl' | 'crossEntropy'
}

/**
 * Compares the softened distributions of teacher and student, per example, weighing classes by what the teacher believes.
 *
 *     kl:            T² · Σ_c p_c (log p_c − log q_c)
 *     crossEntropy: −T² · Σ_c p_c log q_c
 *
 * with p = softmax(v / T) of the teacher and q = softmax(z / T). Both have the same gradient. The default is the cross-entropy, as
 * DistiLLM and MiniLLM report it; `softTargets` is the same with the other default. Ko et al. 2024, arXiv:2402.03898.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const [studentLogits, teacherLogits] = [tensor2d([[0, 0]]), tensor2d([[0, 100]])]
 * forwardKlLoss(studentLogits, teacherLogits) // => [Math.log(2)]
 */
export function forwardKlLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { form = 'crossEntropy', ...softening }: ForwardKlOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) =>
      mul(exp(logTeacher), form === 'kl' ? sub(logTeacher, logStudent) : neg(logStudent)),
    ),
  )
}

/**
 * Defines the divergence of the student from the teacher. See `forwardKlLoss`.
 *
 * @example
 * forwardKl().traits.zeroAtMatch // => false
 */
export const forwardKl = defineLoss({
  name,
  summary: 'Divergence that weighs classes by what the teacher believes.',
  source: 'Ko et al. 2024, arXiv:2402.03898',
  formula: [
    'crossEntropy: −T² · Σ_c p_c log q_c',
    'kl:            T² · Σ_c p_c (log p_c − log q_c)',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'The same as softTargets, under the name that language models know it by, with cross-entropy as the form it is reported in. ' +
    'It asks the student to cover all that the teacher believes: leaving something out costs much. ' +
    'Where a small student cannot, try reverseKl, skewForwardKl or generalizedJsd.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    form: formOption,
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits({ ...options, zeroAtMatch: options.form === 'kl' }),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      forwardKlLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
