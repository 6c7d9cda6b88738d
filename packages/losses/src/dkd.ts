import { defineLoss } from '@potstill/spec'
import {
  add,
  exp,
  logSoftmax,
  logSumExp,
  mul,
  oneHot,
  squeeze,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkLabels } from './parts/check-labels'
import { checkSameClasses } from './parts/check-logits'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { softenedLoss, type Softened } from './parts/softened'

const name = 'dkd'

/** What a logit becomes that is left out of a softmax. */
const out = -1e9

export interface DkdOptions extends SoftenedOptions {
  /** Weight of the target class against all others. Default: 1. */
  readonly alpha?: number
  /** Weight of the others among themselves. Default: 8. */
  readonly beta?: number
}

/**
 * Distillation with its two parts apart, per example: how probable the true class is (TCKD), and how the others share what is left of it
 * (NCKD). With y the label, p of the teacher and q of the student at temperature T, and p̂, q̂ their softmax over the classes other than y,
 *
 *     TCKD = p_y log(p_y / q_y) + (1 − p_y) log((1 − p_y) / (1 − q_y))
 *     NCKD = Σ_{c≠y} p̂_c log(p̂_c / q̂_c)
 *     T² · (α TCKD + β NCKD)
 *
 * With α = 1 and β = 1 − p_y it is Hinton's. Zhao et al. 2022, arXiv:2203.08679. β of the authors: 8 in most cases, 2 for
 * resnet56 → 20 and resnet110 → 32, 6 for wide and vgg networks, 0.5 on ImageNet at T = 1.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @param labels y, int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/labels`, `losses/temperature`
 *
 * @example
 * const studentLogits = tensor2d([[0, 0, 1000]])
 * const teacherLogits = tensor2d([[0, 1000, 0]])
 * dkdLoss(studentLogits, teacherLogits, tensor1d([0], 'int32'), { beta: 0.5 }) // => [500]
 */
export function dkdLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  { alpha = 1, beta = 8, ...softening }: DkdOptions = {},
): Tensor {
  return decoupled({ studentLogits, teacherLogits, labels }, softening, (ours, theirs) =>
    add(mul(alpha, ofTarget(ours, theirs)), mul(beta, amongOthers(ours, theirs))),
  )
}

/**
 * The part of DKD that is about the true class, per example: T² · TCKD, the divergence of how probable the label is against all else.
 * Hinton's divergence is TCKD + (1 − p_y) · NCKD. See `dkdLoss`.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @param labels y, int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/labels`, `losses/temperature`
 *
 * @example
 * // The label has half of the student's probability, and all of the teacher's.
 * const [studentLogits, teacherLogits] = [tensor2d([[0, 0]]), tensor2d([[1000, 0]])]
 * tckdLoss(studentLogits, teacherLogits, tensor1d([0], 'int32')) // => [Math.log(2)]
 */
export function tckdLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  options: SoftenedOptions = {},
): Tensor {
  return decoupled({ studentLogits, teacherLogits, labels }, options, ofTarget)
}

/**
 * The part of DKD that is about the other classes, per example: T² · NCKD, the divergence of how they share what is not the label's.
 * See `dkdLoss`.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @param labels y, int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/labels`, `losses/temperature`
 *
 * @example
 * // Of the other two classes the student says nothing, the teacher that it is the last.
 * const [studentLogits, teacherLogits] = [tensor2d([[5, 0, 0]]), tensor2d([[0, 0, 1000]])]
 * nckdLoss(studentLogits, teacherLogits, tensor1d([0], 'int32')) // => [Math.log(2)]
 */
export function nckdLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  options: SoftenedOptions = {},
): Tensor {
  return decoupled({ studentLogits, teacherLogits, labels }, options, amongOthers)
}

function decoupled(
  given: Softened<'labels'>,
  softening: SoftenedOptions,
  compare: (ours: LogParts, theirs: LogParts) => Tensor,
): Tensor {
  checkSameClasses(name, given.studentLogits, given.teacherLogits)
  checkLabels(name, given.studentLogits, given.labels)
  return tidy(() =>
    softenedLoss(name, given, softening, ({ student, teacher, labels }) => {
      const target = mul(oneHot(labels, student.shape.at(-1) ?? 0), 1)
      return squeeze(compare(logParts(student, target), logParts(teacher, target)), [-1])
    }),
  )
}

/** TCKD of each row, `[…, 1]`. */
function ofTarget(ours: LogParts, theirs: LogParts): Tensor {
  return add(surprise(theirs.logTarget, ours.logTarget), surprise(theirs.logOthers, ours.logOthers))
}

/** NCKD of each row, `[…, 1]`. */
function amongOthers(ours: LogParts, theirs: LogParts): Tensor {
  return sum(surprise(theirs.logAmong, ours.logAmong), -1, true)
}

function surprise(logTeacher: Tensor, logStudent: Tensor): Tensor {
  return mul(exp(logTeacher), sub(logTeacher, logStudent))
}

interface LogParts {
  /** Of the target's probability, `[…, 1]`. */
  readonly logTarget: Tensor
  /** Of that of all others together, `[…, 1]`. */
  readonly logOthers: Tensor
  /** Of the others' among themselves, `[…, C]`. */
  readonly logAmong: Tensor
}

function logParts(logits: Tensor, target: Tensor): LogParts {
  const others = add(mul(logits, sub(1, target)), mul(target, out))
  const all = logSumExp(logits, -1, true)
  return {
    logTarget: sub(sum(mul(logits, target), -1, true), all),
    logOthers: sub(logSumExp(others, -1, true), all),
    logAmong: logSoftmax(others),
  }
}

/**
 * Defines decoupled knowledge distillation. See `dkdLoss`.
 *
 * @example
 * dkd({ beta: 2 }).needs // => ['studentLogits', 'teacherLogits', 'labels']
 */
export const dkd = defineLoss({
  name,
  summary: 'The true class against the others, and the others among themselves, weighed apart.',
  source: 'Zhao et al. 2022, arXiv:2203.08679',
  formula: [
    'T² · (α TCKD + β NCKD)',
    'TCKD = p_y log(p_y / q_y) + (1 − p_y) log((1 − p_y) / (1 − q_y))',
    'NCKD = Σ over c ≠ y of p̂_c log(p̂_c / q̂_c)',
    'p, q: probabilities of teacher and student at temperature T; y: the label',
    'p̂, q̂: the same over the classes other than y alone',
  ].join('\n'),
  advice:
    'Where the teacher is sure of its answers: soft targets weigh what the other classes tell by 1 − p_y, which is then little; here by β, whatever p_y is. ' +
    'Usually beside crossEntropy, both at weight 1, with T = 4 and a warm-up of 20 epochs. ' +
    'β is 8 in most cases, 6 for wide and VGG networks, 2 for ResNet-56 to 20 and ResNet-110 to 32; on ImageNet 0.5 with T = 1 and a warm-up of 1 epoch for ResNet-34 to 18. ' +
    'It needs labels.',
  needs: ['studentLogits', 'teacherLogits', 'labels'],
  options: z.strictObject({
    alpha: z.number().nonnegative().default(1).describe('Weight of the target class against all others.'),
    beta: z.number().nonnegative().default(8).describe('Weight of the others among themselves.'),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits(options),
    compute: ({ studentLogits, teacherLogits, labels }, { temperature }) =>
      dkdLoss(studentLogits, teacherLogits, labels, { ...options, temperature }),
  }),
})
