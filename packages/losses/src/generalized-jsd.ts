import { defineLoss } from '@potstill/spec'
import { add, exp, mul, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { logMixture } from './parts/log-mixture'
import { divergence } from './parts/softened'

const name = 'generalizedJsd'

export interface GeneralizedJsdOptions extends SoftenedOptions {
  /** Share of the teacher in the mixture, in [0, 1]. Default: 0.5. */
  readonly beta?: number
}

/**
 * The generalised Jensen-Shannon divergence of the softened distributions, per example. With M = β p + (1 − β) q,
 *
 *     T² · Σ_c [β p_c (log p_c − log M_c) + (1 − β) q_c (log q_c − log M_c)]
 *
 * β = 0 means the forward divergence Σ_c p_c (log p_c − log q_c), β = 1 the reverse one, as in TRL's program; the limits of the formula,
 * divided by β and by 1 − β. Agarwal et al. 2024 (GKD), arXiv:2306.13649. TRL leaves T² out: `temperatureSquared: false`.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const logits = tensor2d([[0, 5]])
 * generalizedJsdLoss(logits, logits, { beta: 0.1 }) // => [0]
 */
export function generalizedJsdLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { beta = 0.5, ...softening }: GeneralizedJsdOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) => {
      if (beta === 0) return mul(exp(logTeacher), sub(logTeacher, logStudent))
      if (beta === 1) return mul(exp(logStudent), sub(logStudent, logTeacher))
      const logMixed = logMixture(logTeacher, logStudent, beta)
      const ofTeacher = mul(exp(logTeacher), sub(logTeacher, logMixed))
      const ofStudent = mul(exp(logStudent), sub(logStudent, logMixed))
      return add(mul(beta, ofTeacher), mul(1 - beta, ofStudent))
    }),
  )
}

/**
 * Defines the generalised Jensen-Shannon divergence. See `generalizedJsdLoss`.
 *
 * @example
 * generalizedJsd().traits.zeroAtMatch // => true
 */
export const generalizedJsd = defineLoss({
  name,
  summary: 'Generalised Jensen-Shannon divergence, between forward and reverse.',
  source: 'Agarwal et al. 2024, arXiv:2306.13649',
  formula: [
    'T² · Σ_c [β p_c (log p_c − log M_c) + (1 − β) q_c (log q_c − log M_c)]',
    'M = β p + (1 − β) q; β = 0: the forward divergence, β = 1: the reverse one',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'For sequence models: one number, β, goes from covering all that the teacher believes (0) to saying nothing that it does not (1). ' +
    "GKD takes half of its batches from what the student generates itself; that is the data's or a strategy's part, this is the loss on them. " +
    "TRL's program has T = 1 and no T²: temperatureSquared: false.",
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    beta: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Share of the teacher in the mixture: 0 is the forward divergence, 1 the reverse one.'),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      generalizedJsdLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
