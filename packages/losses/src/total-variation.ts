import { defineLoss } from '@potstill/spec'
import { exp, mul, sign, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { detach } from './parts/detach'
import { divergence } from './parts/softened'

const name = 'totalVariation'

export interface TotalVariationOptions extends SoftenedOptions {}

/**
 * Half of what the softened distributions differ by, per example:
 *
 *     T² · ½ Σ_c |p_c − q_c|
 *
 * in [0, 1] at T = 1. Wen et al. 2023, arXiv:2307.15190; the form is that of DistiLLM's program.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const [studentLogits, teacherLogits] = [tensor2d([[0, 0]]), tensor2d([[0, 100]])]
 * totalVariationLoss(studentLogits, teacherLogits) // => [0.5]
 */
export function totalVariationLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  softening: TotalVariationOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) => {
      const difference = sub(exp(logTeacher), exp(logStudent))
      // By a constant sign: TensorFlow.js's gradient of abs is -1 at 0.
      return mul(0.5, mul(difference, detach(sign(difference))))
    }),
  )
}

/**
 * Defines the total variation distance. See `totalVariationLoss`.
 *
 * @example
 * totalVariation().traits.zeroAtMatch // => true
 */
export const totalVariation = defineLoss({
  name,
  summary: 'Total variation distance of the softened probabilities.',
  source: 'Wen et al. 2023, arXiv:2307.15190',
  formula: [
    'T² · ½ Σ_c |p_c − q_c|',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student; T: temperature',
  ].join('\n'),
  advice:
    'In [0, 1] at T = 1, so that single examples and very improbable classes count little. ' +
    'The gradient knows the sign of a difference, not its size, so it does not fade as the student comes near. ' +
    'Where the student is sure and wrong it hardly pulls at all.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      totalVariationLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
