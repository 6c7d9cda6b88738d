import { defineLoss } from '@potstill/spec'
import { exp, mul, neg, sub, type Tensor, tidy } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { divergence } from './parts/softened'
import type { TemperatureOption } from './parts/temperature'

const name = 'softTargets'

export interface SoftTargetsOptions {
  /** Default: 1. */
  readonly temperature?: TemperatureOption
  /** `kl` is 0 where the student matches; `crossEntropy` adds the teacher's entropy. Default: `'kl'`. */
  readonly form?: 'kl' | 'crossEntropy'
  /** Multiplies the loss by T². Default: true. */
  readonly temperatureSquared?: boolean
}

/**
 * Compares the softened distributions of teacher and student, per example.
 *
 * With p = softmax(v / T) of the teacher and q = softmax(z / T) of the student,
 *
 *     kl:            T² · Σ_c p_c (log p_c − log q_c)
 *     crossEntropy: −T² · Σ_c p_c log q_c
 *
 * Both have the gradient T (q − p) with respect to z; the teacher's logits are constants.
 * Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2 and equation 2.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`: logits, not probabilities
 * @param teacherLogits v, float32 of the same shape: logits (log-probabilities are logits too)
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced: take the mean yourself
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const studentLogits = tensor2d([[0, 800], [800, 0]])
 * const teacherLogits = tensor2d([[0, 800], [0, 800]])
 * softTargetsLoss(studentLogits, teacherLogits, { temperature: 4 }) // => [0, 3200]
 * softTargetsLoss(studentLogits, teacherLogits, { temperature: 4, temperatureSquared: false }) // => [0, 200]
 */
export function softTargetsLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { form = 'kl', ...softening }: SoftTargetsOptions = {},
): Tensor {
  return tidy(() =>
    divergence(name, { studentLogits, teacherLogits }, softening, (logStudent, logTeacher) =>
      mul(exp(logTeacher), form === 'kl' ? sub(logTeacher, logStudent) : neg(logStudent)),
    ),
  )
}

/**
 * Defines Hinton's distillation: the student learns the teacher's softened probabilities. See `softTargetsLoss`.
 *
 * @example
 * softTargets({ form: 'crossEntropy' }).traits.zeroAtMatch // => false
 */
export const softTargets = defineLoss({
  name,
  summary: "Divergence of the student's softened probabilities from the teacher's.",
  source: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531',
  formula: [
    'kl:            T² · Σ_c p_c (log p_c − log q_c)',
    'crossEntropy: −T² · Σ_c p_c log q_c',
    'p = softmax(v / T) of the teacher, q = softmax(z / T) of the student',
    'v, z: logits of teacher and student; T: temperature',
  ].join('\n'),
  advice:
    'The place to start: it takes nothing but logits, costs little, and is what other methods are held against. ' +
    'Usual T = 4 and weight 0.9 beside crossEntropy at 0.1 on CIFAR, T = 1 and half and half on ImageNet, T = 2 for language models (DistilBERT). ' +
    'Raise T to learn from informative wrong classes, lower it where they are noise; small students want a lower T. ' +
    'The classes of both networks are the same; where they differ in the size of their logits, see the temperature logitStandardization.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    form: z
      .enum(['kl', 'crossEntropy'])
      .default('kl')
      .describe(
        "kl is 0 where the student matches; crossEntropy adds the teacher's entropy. The gradients are equal.",
      ),
    temperatureSquared: z
      .boolean()
      .default(true)
      .describe('Multiply by T², so that gradients keep their size as T grows.'),
  }),
  create: (options) => ({
    traits: {
      level: 'logits',
      softened: true,
      perExample: true,
      sameClasses: true,
      zeroAtMatch: options.form === 'kl',
      temperatureSquared: options.temperatureSquared,
    },
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      softTargetsLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
