import { defineLoss, type TopK } from '@potstill/spec'
import {
  add,
  concat,
  div,
  exp,
  expandDims,
  greater,
  log,
  logSoftmax,
  mul,
  neg,
  ones,
  scalar,
  sub,
  sum,
  tensor1d,
  tidy,
  where,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { atClasses, putAtClasses } from './parts/at-classes'
import { checkLogits } from './parts/check-logits'
import { checkTopK } from './parts/check-top-k'
import { constant } from './parts/constant'
import { detach } from './parts/detach'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { logSumExp } from './parts/log-sum-exp'
import { softenedStudent } from './parts/softened'

const name = 'sparseTopK'

/** So far below every logarithm that its exponential is 0, at any temperature. */
const nothing = -1e9

export interface SparseTopKOptions extends SoftenedOptions {
  /** What becomes of the probability that the teacher's kept classes lack. There is no default. */
  readonly missing: 'zero' | 'uniform' | 'tail'
  /** Default: `'kl'`. */
  readonly form?: 'kl' | 'crossEntropy'
}

/**
 * Compares the student with a teacher of which only the largest K entries of each distribution are known, per example.
 *
 * With the teacher's probabilities p_k of the kept classes, their `tail` m = 1 − Σ_k p_k, and q = softmax(z / T) of all C classes,
 *
 *     zero:    T² · Σ_k p'_k (log p'_k − log q_k)
 *     uniform: T² · [Σ_k p'_k (log p'_k − log q_k) + Σ_others u' (log u' − log q_c)]
 *     tail:    T² · [Σ_k p'_k (log p'_k − log q_k) + m' (log m' − log m_q)],   m_q = Σ_others q_c
 *
 * and in the form `crossEntropy` without the teacher's own logarithms. What is missing decides what softening the teacher means, since its
 * probabilities come as they are at a temperature of 1:
 *
 * - `zero`: other classes have none. p' = p_k^(1/T) / Σ_j p_j^(1/T), at T = 1 too: what is known is scaled up to 1. DistillKit's ZERO, and
 *   marginal re-normalisation in FKD.
 * - `uniform`: other classes share m evenly, u = m / (C − K). All C are softened, which is exact for that distribution. FKD's marginal
 *   smoothing, which reports the cross-entropy.
 * - `tail`: other classes are one, on both sides. Softened as the one class that it is: exact where K ≥ C − 1, and elsewhere, above T = 1,
 *   less than what the classes in it would become, so that the loss is 0 where the student matches at T = 1 alone. DistillKit's
 *   SYMMETRIC_UNIFORM, which keeps both masses above 10⁻⁶; here they are exact, so that a student that has left nothing for the others
 *   learns to.
 *
 * All three are the divergence of `forwardKl` where K = C. The smaller the kept mass, the more `zero` sharpens the student.
 * Shen & Xing 2022, arXiv:2112.01528; DistillKit's `lossfuncs/kl.py`.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherTopK int32 `indices` and float32 `logProbs` `[B, K]` or `[B, tokens, K]`, in any order and no class twice; `tail` `[B]` or
 *   `[B, tokens]`, best added up from the other classes: a difference from 1 is inexact where it is small, and more so when softened
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/top-k`, `losses/temperature`
 *
 * @example
 * const studentLogits = tensor2d([[0, 0, 0, 0]])
 * const indices = tensor2d([[2]], [1, 1], 'int32')
 * const topK = { indices, logProbs: tensor2d([[Math.log(0.5)]]), tail: tensor1d([0.5]) }
 * sparseTopKLoss(studentLogits, topK, { missing: 'zero' }) // => [Math.log(4)]
 * sparseTopKLoss(studentLogits, topK, { missing: 'uniform' }).dataSync()[0].toFixed(5) // => (0.5 * Math.log(4 / 3)).toFixed(5)
 */
export function sparseTopKLoss(
  studentLogits: Tensor,
  teacherTopK: TopK,
  { missing, form = 'kl', ...softening }: SparseTopKOptions,
): Tensor {
  checkLogits(name, studentLogits)
  checkTopK(name, studentLogits, teacherTopK)
  const { indices, logProbs, tail } = teacherTopK
  return tidy(() => {
    const logTail = constant((inner) => logOf(expandDims(inner, -1)), tail)
    const fixed = { indices, logProbs: detach(logProbs), logTail }
    return softenedStudent(name, studentLogits, fixed, softening, (rows) =>
      divergence(rows, { missing, form }),
    )
  })
}

interface SparseRows {
  /** `[…, C]`, divided by the student's temperature. */
  readonly student: Tensor
  /** `[…, K]`. */
  readonly indices: Tensor
  /** `[…, K]`. */
  readonly logProbs: Tensor
  /** `[…, 1]`. */
  readonly logTail: Tensor
  /** The teacher's. */
  readonly temperature: Tensor
}

/** One value of each row. Classes that were not kept are one entry more behind those that were, unless they have nothing. */
function divergence(
  { student, indices, logProbs, logTail, temperature }: SparseRows,
  { missing, form }: Required<Pick<SparseTopKOptions, 'missing' | 'form'>>,
): Tensor {
  const zKept = atClasses(student, indices)
  const [kept, classes] = [indices.shape.at(-1) ?? 0, student.shape.at(-1) ?? 0]
  const others = missing === 'zero' || kept === classes ? [] : [entries[missing](student, zKept, indices)]
  const logOthers = others.map(({ standsFor }) =>
    add(div(sub(logTail, Math.log(standsFor)), temperature), Math.log(standsFor)),
  )
  const logTeacher = logSoftmax(concat([div(logProbs, temperature), ...logOthers], -1))
  const { top, above } = logSumExp(student)
  const logStudent = sub(sub(concat([zKept, ...others.map(({ zEach }) => zEach)], -1), top), above)
  const shares = [...Array<number>(kept).fill(0), ...others.map(({ standsFor }) => Math.log(standsFor))]
  const surprise = form === 'kl' ? sub(sub(logTeacher, tensor1d(shares)), logStudent) : neg(logStudent)
  return sum(mul(exp(logTeacher), surprise), -1)
}

/** The entry for the classes that were not kept: as how many of them it counts, and the student's logit of each, `[…, 1]`. */
const entries = {
  uniform: (z: Tensor, zKept: Tensor) => {
    const standsFor = (z.shape.at(-1) ?? 0) - (zKept.shape.at(-1) ?? 0)
    return { standsFor, zEach: div(sub(sum(z, -1, true), sum(zKept, -1, true)), standsFor) }
  },
  tail: (z: Tensor, _: Tensor, indices: Tensor) => {
    const kept = putAtClasses(ones(indices.shape), indices, z.shape.at(-1) ?? 0)
    const { top, above } = logSumExp(add(z, mul(nothing, kept)))
    return { standsFor: 1, zEach: add(top, above) }
  },
}

/** The logarithm of probabilities, far below all others for 0. */
function logOf(probabilities: Tensor): Tensor {
  return where(greater(probabilities, 0), log(probabilities), scalar(nothing))
}

/**
 * Defines distillation from a teacher's largest entries, as from a file or a server that keeps no others. See `sparseTopKLoss`.
 *
 * @example
 * sparseTopK({ missing: 'tail' }).needs // => ['studentLogits', 'teacherTopK']
 */
export const sparseTopK = defineLoss({
  name,
  summary: "Divergence from a teacher's largest entries, with a choice of what the missing ones are.",
  source: 'Shen & Xing 2022, arXiv:2112.01528',
  formula: [
    'zero:    T² · Σ_k p_k (log p_k − log q_k), the kept p scaled up to the sum 1',
    'uniform: the same over all classes, of which the others share the missing m evenly',
    'tail:    T² · [Σ_k p_k (log p_k − log q_k) + m (log m − log m_q)], the others as one class',
    "k: classes that were kept; p: the teacher's probabilities, softened by T; m: 1 − Σ_k p_k",
    'q = softmax(z / T), z: logits of the student; m_q: Σ q of the other classes',
  ].join('\n'),
  advice:
    'For teachers whose whole output is too large to keep or to send: of a language model, some dozens of entries are most of each distribution. ' +
    'tail takes nothing for granted about what was lost; zero teaches the student to leave the other classes nothing, which makes it overconfident where much is missing; uniform suits classifiers of some hundred classes. ' +
    'DistillKit starts at T = 2, beside a cross-entropy with the labels that weighs as much; the higher T is, the more of the softened mass would have been in the classes that are lost.',
  needs: ['studentLogits', 'teacherTopK'],
  options: z.strictObject({
    missing: z
      .enum(['zero', 'uniform', 'tail'])
      .describe(
        'What the classes have that were not kept: nothing, with the kept ones scaled up to 1 (zero); equal shares of the rest (uniform); the rest as one class, on both sides (tail). No default: choose.',
      ),
    form: z
      .enum(['kl', 'crossEntropy'])
      .default('kl')
      .describe("crossEntropy leaves the teacher's entropy out. The gradients are equal."),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    // Softening what is known of a teacher is not what softening all of it would be.
    traits: divergenceTraits({ ...options, zeroAtMatch: false }),
    compute: ({ studentLogits, teacherTopK }, { temperature }) =>
      sparseTopKLoss(studentLogits, teacherTopK, { ...options, temperature }),
  }),
})
