import { defineLoss } from '@potstill/spec'
import { exp, mul, neg, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import {
  divergenceTraits,
  formOption,
  temperatureSquaredOption,
  type SoftenedOptions,
} from './parts/divergence'
import { logMixture } from './parts/log-mixture'
import { divergence } from './parts/softened'

const name = 'skewForwardKl'

export interface SkewForwardKlOptions extends SoftenedOptions {
  /** Share of the teacher in the mixture, in [0, 1). Default: 0.1. */
  readonly lambda?: number
  /** Default: `'crossEntropy'`. */
  readonly form?: 'kl' | 'crossEntropy'
}

/**
 * The divergence of a mixture from the teacher, per example, which stays small where the student says 0. With M = λ p + (1 − λ) q,
 *
 *     crossEntropy: −T² · Σ_c p_c log M_c
 *     kl:            T² · Σ_c p_c (log p_c − log M_c)
 *
 * Both have the same gradient. Ko et al. 2024 (DistiLLM), arXiv:2402.03898.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const logits = tensor2d([[0, 5]])
 * skewForwardKlLoss(logits, logits, { form: 'kl' }) // => [0]
 */
export function skewForwardKlLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { lambda = 0.1, form = 'crossEntropy', ...softening }: SkewForwardKlOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) => {
      const logMixed = lambda === 0 ? logStudent : logMixture(logTeacher, logStudent, lambda)
      return mul(exp(logTeacher), form === 'kl' ? sub(logTeacher, logMixed) : neg(logMixed))
    }),
  )
}

/**
 * Defines the skewed forward divergence. See `skewForwardKlLoss`.
 *
 * @example
 * skewForwardKl().traits.zeroAtMatch // => false
 */
export const skewForwardKl = defineLoss({
  name,
  summary: 'Divergence of a mixture of both from the teacher.',
  source: 'Ko et al. 2024, arXiv:2402.03898',
  formula: [
    'crossEntropy: −T² · Σ_c p_c log M_c',
    'kl:            T² · Σ_c p_c (log p_c − log M_c)',
    'M = λ p + (1 − λ) q',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'forwardKl with a share of the teacher mixed into the student: the divergence stays below T² log(1/λ), even where the student says 0. ' +
    'Usual λ is 0.1; λ = 0 is forwardKl. ' +
    'The larger λ, the less it asks of the student.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    lambda: z.number().min(0).lt(1).default(0.1).describe('Share of the teacher in the mixture.'),
    form: formOption,
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits({ ...options, zeroAtMatch: options.form === 'kl' }),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      skewForwardKlLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
