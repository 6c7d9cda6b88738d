import { defineLoss } from '@potstill/spec'
import {
  add,
  argMax,
  cast,
  exp,
  log,
  logSoftmax,
  mul,
  neg,
  oneHot,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkLabels } from './parts/check-labels'
import { checkSameClasses } from './parts/check-logits'
import { divergenceTraits, temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { softenedLoss } from './parts/softened'

const name = 'probabilityShift'

export interface ProbabilityShiftOptions extends SoftenedOptions {
  /** Default: `'shift'`. */
  readonly variant?: 'shift' | 'labelSmoothing' | 'blend'
  /** What the label is given where the teacher is wrong, in (0, 1); not for `shift`. Default: 0.9. */
  readonly share?: number
  /** `kl` is 0 where the student matches; `crossEntropy` leaves the target's entropy out. Default: `'kl'`. */
  readonly form?: 'kl' | 'crossEntropy'
}

/**
 * Soft targets of a teacher that is put right where it is wrong, per example. With y the label, p = softmax(v / T) of the teacher, m its
 * most probable class and q = softmax(z / T) of the student,
 *
 *     kl:            T² · Σ_c t_c (log t_c − log q_c)
 *     crossEntropy: −T² · Σ_c t_c log q_c
 *
 * where t = p if m = y, and otherwise
 *
 *     shift:          t_y = p_m, t_m = p_y, t_c = p_c for all others
 *     labelSmoothing: t_y = s, t_c = (1 − s) / (C − 1) for all others
 *     blend:          t = s · (1 at y) + (1 − s) · p
 *
 * `shift` and `labelSmoothing` are the paper's two adjustments. TextBrewer's `probability_shift` is `shift` (with `crossEntropy` and without
 * T²); KD_Lib's takes the second class of the teacher for y, and compares with arguments in the wrong places, as does its label
 * smoothing (s = 0.9, T = 20): neither is followed here. `blend` lies between: the teacher's opinion of all other classes stays.
 * A label below 0 leaves the teacher as it is. Wen, Lai & Qian 2019 (knowledge adjustment), arXiv:1911.07471.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same shape
 * @param labels y, int32 `[B]` or `[B, tokens]`
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/labels`, `losses/temperature`
 *
 * @example
 * const [studentLogits, teacherLogits] = [tensor2d([[0, 1000]]), tensor2d([[0, 1000]])]
 * probabilityShiftLoss(studentLogits, teacherLogits, tensor1d([1], 'int32')) // => [0]
 * probabilityShiftLoss(studentLogits, teacherLogits, tensor1d([0], 'int32')) // => [1000]
 */
export function probabilityShiftLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  labels: Tensor,
  { variant = 'shift', share = 0.9, form = 'kl', ...softening }: ProbabilityShiftOptions = {},
): Tensor {
  checkSameClasses(name, studentLogits, teacherLogits)
  checkLabels(name, studentLogits, labels)
  return tidy(() =>
    softenedLoss(
      name,
      { studentLogits, teacherLogits, labels },
      softening,
      ({ student, teacher, labels }) => {
        const logStudent = logSoftmax(student)
        const logTarget = corrected(logSoftmax(teacher), labels, variant, share)
        const surprise = form === 'kl' ? sub(logTarget, logStudent) : neg(logStudent)
        return sum(mul(exp(logTarget), surprise), -1)
      },
    ),
  )
}

/** log t, `[…, C]`, of log p. */
function corrected(
  logTeacher: Tensor,
  labels: Tensor,
  variant: NonNullable<ProbabilityShiftOptions['variant']>,
  share: number,
): Tensor {
  const classes = logTeacher.shape.at(-1) ?? 0
  const at = (places: Tensor) => mul(oneHot(cast(places, 'int32'), classes), 1)
  const [label, believed] = [at(labels), at(argMax(logTeacher, -1))]
  // 1 where there is a label and the teacher believes in another class.
  const wrong = sub(sum(label, -1, true), sum(mul(label, believed), -1, true))
  const [here, others] = [mul(label, wrong), mul(sub(1, label), wrong)]
  const kept = (places: Tensor) => mul(logTeacher, sub(1, places))
  if (variant === 'shift') {
    const there = mul(believed, wrong)
    const of = (place: Tensor) => sum(mul(logTeacher, place), -1, true)
    return add(kept(add(here, there)), add(mul(here, of(believed)), mul(there, of(label))))
  }
  const [ofLabel, ofOthers] = {
    labelSmoothing: () => [Math.log(share), Math.log((1 - share) / Math.max(1, classes - 1))] as const,
    blend: () => {
      const [left, teacher] = [1 - share, exp(logTeacher)]
      return [log(add(mul(left, teacher), share)), add(logTeacher, Math.log(left))] as const
    },
  }[variant]()
  return add(kept(wrong), add(mul(here, ofLabel), mul(others, ofOthers)))
}

/**
 * Defines soft targets of a teacher that is put right where it is wrong. See `probabilityShiftLoss`.
 *
 * @example
 * probabilityShift().needs // => ['studentLogits', 'teacherLogits', 'labels']
 */
export const probabilityShift = defineLoss({
  name,
  summary: 'Soft targets of a teacher that is put right where it is wrong.',
  source: 'Wen, Lai & Qian 2019, arXiv:1911.07471',
  formula: [
    'T² · Σ_c t_c (log t_c − log q_c); t = p where m is y, else',
    'shift: p with p_m and p_y in the place of each other',
    'labelSmoothing: s at y, (1 − s) / (C − 1) elsewhere',
    'blend: s · (1 at y) + (1 − s) · p',
    'p = softmax(v / T), q = softmax(z / T); m: where p is largest; y: the label; C: classes',
  ].join('\n'),
  advice:
    'In place of softTargets where the teacher is wrong often enough to mislead, and the labels can be trusted. ' +
    'shift keeps what the teacher says of all other classes, labelSmoothing takes nothing of it, blend lies between. ' +
    'Temperature and weight as for softTargets. ' +
    "Beware of noisy labels: the teacher's doubt about them is lost.",
  needs: ['studentLogits', 'teacherLogits', 'labels'],
  options: z.strictObject({
    variant: z
      .enum(['shift', 'labelSmoothing', 'blend'])
      .default('shift')
      .describe(
        'What is learned where the teacher is wrong: its probabilities with the first class and the label exchanged; the smoothed label; or a blend of label and teacher.',
      ),
    share: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.9)
      .describe('What the label is given where the teacher is wrong, with labelSmoothing and blend.'),
    form: z
      .enum(['kl', 'crossEntropy'])
      .default('kl')
      .describe("crossEntropy leaves the target's entropy out. The gradients are equal."),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: divergenceTraits({ ...options, zeroAtMatch: false }),
    compute: ({ studentLogits, teacherLogits, labels }, { temperature }) =>
      probabilityShiftLoss(studentLogits, teacherLogits, labels, { ...options, temperature }),
  }),
})
