import { defineLoss } from '@potstill/spec'
import { add, exp, mul, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { logMixture } from './parts/log-mixture'
import { divergence } from './parts/softened'

const name = 'jsDistance'

export interface JsDistanceOptions extends SoftenedOptions {
  /** Share of the student in the mixture, in (0, 1). Default: 0.9. */
  readonly lambda?: number
}

/**
 * The skewed Jensen-Shannon divergence of the softened distributions, per example. With M = (1 − λ) p + λ q,
 *
 *     T² · Σ_c [λ q_c (log q_c − log M_c) + (1 − λ) p_c (log p_c − log M_c)]
 *
 * λ = 0.5 is the symmetric one; 0.9 is that of DistiLLM's program. Ko et al. 2024, arXiv:2402.03898.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const logits = tensor2d([[0, 5]])
 * jsDistanceLoss(logits, logits) // => [0]
 */
export function jsDistanceLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { lambda = 0.9, ...softening }: JsDistanceOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) => {
      const logMixed = logMixture(logStudent, logTeacher, lambda)
      const ofStudent = mul(exp(logStudent), sub(logStudent, logMixed))
      const ofTeacher = mul(exp(logTeacher), sub(logTeacher, logMixed))
      return add(mul(lambda, ofStudent), mul(1 - lambda, ofTeacher))
    }),
  )
}

/**
 * Defines the skewed Jensen-Shannon divergence. See `jsDistanceLoss`.
 *
 * @example
 * jsDistance().traits.zeroAtMatch // => true
 */
export const jsDistance = defineLoss({
  name,
  summary: 'Skewed Jensen-Shannon divergence.',
  source: 'Ko et al. 2024, arXiv:2402.03898',
  formula: [
    'T² · Σ_c [λ q_c (log q_c − log M_c) + (1 − λ) p_c (log p_c − log M_c)]',
    'M = (1 − λ) p + λ q',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'Bounded, and finite even where one of both says 0. ' +
    "λ = 0.5 is the symmetric one; 0.9 is that of DistiLLM's program. " +
    'Where the student is sure and wrong, it hardly pulls.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    lambda: z.number().gt(0).lt(1).default(0.9).describe('Share of the student in the mixture.'),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      jsDistanceLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
