import { defineLoss } from '@potstill/spec'
import { add, exp, mul, neg, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import {
  divergenceTraits,
  formOption,
  temperatureSquaredOption,
  type SoftenedOptions,
} from './parts/divergence'
import { divergence } from './parts/softened'

const name = 'symmetricKl'

export interface SymmetricKlOptions extends SoftenedOptions {
  /** Share of the reverse divergence, in [0, 1]. Default: 0.9. */
  readonly lambda?: number
  /** Of the forward part. Default: `'crossEntropy'`. */
  readonly form?: 'kl' | 'crossEntropy'
}

/**
 * Both divergences of the softened distributions, per example:
 *
 *     (1 − λ) · forward + λ · T² · Σ_c q_c (log q_c − log p_c)
 *
 * where forward is −T² · Σ_c p_c log q_c, or with `form: 'kl'` T² · Σ_c p_c (log p_c − log q_c). λ = 0.9 and the cross-entropy are those of
 * DistiLLM's program. Ko et al. 2024, arXiv:2402.03898.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const logits = tensor2d([[0, 5]])
 * symmetricKlLoss(logits, logits, { form: 'kl' }) // => [0]
 */
export function symmetricKlLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { lambda = 0.9, form = 'crossEntropy', ...softening }: SymmetricKlOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) => {
      const forward = mul(exp(logTeacher), form === 'kl' ? sub(logTeacher, logStudent) : neg(logStudent))
      const reverse = mul(exp(logStudent), sub(logStudent, logTeacher))
      return add(mul(1 - lambda, forward), mul(lambda, reverse))
    }),
  )
}

/**
 * Defines forward and reverse divergence together. See `symmetricKlLoss`.
 *
 * @example
 * symmetricKl().traits.zeroAtMatch // => false
 */
export const symmetricKl = defineLoss({
  name,
  summary: 'Forward and reverse divergence, weighed against each other.',
  source: 'Ko et al. 2024, arXiv:2402.03898',
  formula: [
    '(1 − λ) · forward + λ · T² · Σ_c q_c (log q_c − log p_c)',
    'forward = −T² · Σ_c p_c log q_c, or with form kl T² · Σ_c p_c (log p_c − log q_c)',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'Between forwardKl (λ = 0) and reverseKl (λ = 1): the student is to cover what the teacher believes, and to say nothing else. ' +
    "λ = 0.9 and the cross-entropy as forward part are those of DistiLLM's program. " +
    'Where one of both says almost 0 it is large; the skewed divergences and jsDistance are bounded.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    lambda: z.number().min(0).max(1).default(0.9).describe('Share of the reverse divergence.'),
    form: formOption,
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits({ ...options, zeroAtMatch: options.form === 'kl' }),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      symmetricKlLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
