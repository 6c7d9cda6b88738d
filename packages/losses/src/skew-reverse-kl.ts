import { defineLoss } from '@potstill/spec'
import { exp, mul, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { logMixture } from './parts/log-mixture'
import { divergence } from './parts/softened'

const name = 'skewReverseKl'

export interface SkewReverseKlOptions extends SoftenedOptions {
  /** Share of the student in the mixture, in [0, 1). Default: 0.1. */
  readonly lambda?: number
}

/**
 * The divergence of a mixture from the student, per example. With M = (1 − λ) p + λ q,
 *
 *     T² · Σ_c q_c (log q_c − log M_c)
 *
 * Ko et al. 2024 (DistiLLM), arXiv:2402.03898.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const logits = tensor2d([[0, 5]])
 * skewReverseKlLoss(logits, logits) // => [0]
 */
export function skewReverseKlLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { lambda = 0.1, ...softening }: SkewReverseKlOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) =>
      mul(exp(logStudent), sub(logStudent, logMixture(logStudent, logTeacher, lambda))),
    ),
  )
}

/**
 * Defines the skewed reverse divergence. See `skewReverseKlLoss`.
 *
 * @example
 * skewReverseKl().traits.zeroAtMatch // => true
 */
export const skewReverseKl = defineLoss({
  name,
  summary: 'Divergence of a mixture of both from the student.',
  source: 'Ko et al. 2024, arXiv:2402.03898',
  formula: [
    'T² · Σ_c q_c (log q_c − log M_c)',
    'M = (1 − λ) p + λ q',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'reverseKl with a share of the student mixed into the teacher: it stays below T² log(1/λ), even where the teacher says 0. ' +
    'Usual λ is 0.1; λ = 0 is reverseKl. ' +
    'The larger λ, the less it asks of the student.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    lambda: z.number().min(0).lt(1).default(0.1).describe('Share of the student in the mixture.'),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      skewReverseKlLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
