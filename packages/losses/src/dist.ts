import { defineLoss } from '@potstill/spec'
import {
  add,
  div,
  maximum,
  mean,
  mul,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkSameClasses } from './parts/check-logits'
import { detach } from './parts/detach'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { temperatureValue } from './parts/temperature'

const name = 'dist'

export interface DistOptions extends SoftenedOptions {
  /** Weight of the relation between classes of an example. Default: 1. */
  readonly beta?: number
  /** Weight of the relation between examples in a class. Default: 1. */
  readonly gamma?: number
  /** The least product of two norms. Default: 1e-8. */
  readonly epsilon?: number
}

/**
 * Compares softened probabilities by Pearson's correlation r, so that the student need not match the teacher's scale. With P and Q the
 * probabilities of teacher and student at temperature T, `[B, C]`,
 *
 *     T² · [β (1 − mean over examples of r(Q_i, P_i)) + γ (1 − mean over classes of r(Q_·c, P_·c))]
 *
 * Huang et al. 2022, arXiv:2205.10536. Usual weight 2, T = 1 on ImageNet and 4 on CIFAR.
 *
 * @param studentLogits float32 `[B, C]`
 * @param teacherLogits float32 of the same shape
 * @returns float32 `[]`
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const logits = tensor2d([[0, 1, 5], [3, 1, 0]])
 * distLoss(logits, logits).dataSync()[0].toFixed(5) // => '0.00000'
 */
export function distLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { temperature = 1, temperatureSquared = true, beta = 1, gamma = 1, epsilon = 1e-8 }: DistOptions = {},
): Tensor {
  checkSameClasses(name, studentLogits, teacherLogits)
  return tidy(() => {
    const { student, teacher, squared } = temperatureValue(name, temperature, studentLogits)
    const ours = softmax(div(studentLogits, student))
    const theirs = softmax(div(detach(teacherLogits), teacher))
    const between = sub(1, mean(correlation(ours, theirs, epsilon)))
    const within = sub(1, mean(correlation(transpose(ours), transpose(theirs), epsilon)))
    const loss = add(mul(beta, between), mul(gamma, within))
    return temperatureSquared ? mul(loss, mean(squared)) : loss
  })
}

/** Pearson's correlation of rows. */
function correlation(one: Tensor, other: Tensor, epsilon: number): Tensor {
  const [a, b] = [one, other].map((rows) => sub(rows, mean(rows, -1, true))) as [Tensor, Tensor]
  const norm = (rows: Tensor) => sqrt(maximum(sum(square(rows), -1), epsilon ** 2))
  return div(sum(mul(a, b), -1), mul(norm(a), norm(b)))
}

/**
 * Defines DIST. See `distLoss`.
 *
 * @example
 * dist().traits.perExample // => false
 */
export const dist = defineLoss({
  name,
  summary: 'Correlation of softened probabilities, between classes and between examples.',
  source: 'Huang et al. 2022, arXiv:2205.10536',
  formula: [
    'T² · [β (1 − mean over i of r(Q_i, P_i)) + γ (1 − mean over c of r(Q_·c, P_·c))]',
    'P, Q: probabilities of teacher and student at temperature T; i: examples; c: classes',
    "r: Pearson's correlation",
  ].join('\n'),
  advice:
    "Where the student cannot match the teacher's scale: only the correlation of probabilities counts, between the classes of an example and between the examples of a class. " +
    'Usual weight 2 beside crossEntropy at 1, with T = 1 on ImageNet and T = 4 on CIFAR. ' +
    'It relates the examples of a batch, which therefore has at least two.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    beta: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the relation between classes of an example.'),
    gamma: z
      .number()
      .nonnegative()
      .default(1)
      .describe('Weight of the relation between examples in a class.'),
    epsilon: z.number().positive().default(1e-8).describe('The least norm.'),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: { ...divergenceTraits({ ...options, zeroAtMatch: true }), perExample: false, smallestBatch: 2 },
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      distLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})
