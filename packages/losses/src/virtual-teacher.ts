import { defineLoss, PotstillError, type TemperatureValue } from '@potstill/spec'
import {
  add,
  div,
  exp,
  logSoftmax,
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
import { checkLogits } from './parts/check-logits'
import { temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { temperatureValue } from './parts/temperature'

const name = 'virtualTeacher'

export interface VirtualTeacherOptions extends SoftenedOptions {
  /** What the virtual teacher gives the true class, in (0, 1). Default: 0.99. */
  readonly a?: number
  /** Default: `'paper'`. */
  readonly variant?: 'paper' | 'code'
}

/**
 * The divergence of the student from a teacher that is made up: it gives the true class y a probability a and all others the same. Per
 * example, with C classes,
 *
 *     u_y = a, u_c = (1 − a) / (C − 1) for all others
 *     paper: T² · Σ_c p_c (log p_c − log q_c), p = softmax(log u / T), q = softmax(z / T)
 *     code:  1/C · Σ_c p_c (log p_c − log q_c), p = softmax(u / T), q = softmax(z)
 *
 * `paper` softens u as any distribution is softened. `code` is the authors' program: it takes the probabilities for logits, so that p is
 * nearly uniform, leaves the student unsoftened, has no T², and averages over classes. KD_Lib's does the same at a = 0.9 and T = 10.
 * Yuan et al. 2020 (Tf-KD, regularisation), arXiv:1909.11723. Usual T: 20 or more.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`, C at least 2
 * @param labels y, int32 `[B]` or `[B, tokens]`
 * @param options `temperature`: the student's divides z, the teacher's is that of the virtual teacher
 * @returns float32 `[B]` or `[B, tokens]`, in nats (times T²); unreduced
 * @throws PotstillError `losses/shape`, `losses/labels`, `losses/class-count`, `losses/temperature`
 *
 * @example
 * const studentLogits = tensor2d([[0, 1000]])
 * virtualTeacherLoss(studentLogits, tensor1d([0], 'int32'), { a: 0.5 }) // => [500 - Math.log(2)]
 */
export function virtualTeacherLoss(
  studentLogits: Tensor,
  labels: Tensor,
  { temperature = 1, temperatureSquared = true, a = 0.99, variant = 'paper' }: VirtualTeacherOptions = {},
): Tensor {
  checkLogits(name, studentLogits)
  checkLabels(name, studentLogits, labels)
  checkClasses(studentLogits)
  return tidy(() => {
    const value = temperatureValue(name, temperature, studentLogits)
    return squeeze(rows(studentLogits, labels, value, { temperatureSquared, a, variant }), [-1])
  })
}

/** The loss of each row of logits, `[…, 1]`. */
function rows(
  logits: Tensor,
  labels: Tensor,
  { student, teacher, squared }: TemperatureValue,
  { temperatureSquared, a, variant }: Required<Omit<VirtualTeacherOptions, 'temperature'>>,
): Tensor {
  const classes = logits.shape.at(-1) ?? 0
  const [right, wrong] = [a, (1 - a) / (classes - 1)].map(variant === 'paper' ? Math.log : Number) as [
    number,
    number,
  ]
  const virtual = add(mul(oneHot(labels, classes), right - wrong), wrong)
  const logTeacher = logSoftmax(div(virtual, teacher))
  const logStudent = logSoftmax(variant === 'paper' ? div(logits, student) : logits)
  const kl = sum(mul(exp(logTeacher), sub(logTeacher, logStudent)), -1, true)
  if (variant === 'code') return div(kl, classes)
  return temperatureSquared ? mul(kl, squared) : kl
}

function checkClasses({ shape }: Tensor): void {
  const classes = shape.at(-1) ?? 0
  if (classes > 1) return
  throw new PotstillError({
    code: 'losses/class-count',
    component: name,
    expected: 'at least 2 classes, of which one is right',
    received: String(classes),
    fix: 'give the network an output for each class',
  })
}

/**
 * Defines the divergence from a made-up teacher. See `virtualTeacherLoss`.
 *
 * @example
 * virtualTeacher().needs // => ['studentLogits', 'labels']
 */
export const virtualTeacher = defineLoss({
  name,
  summary: 'Divergence from a made-up teacher that is nearly sure of the label.',
  source: 'Yuan et al. 2020, arXiv:1909.11723',
  formula: `paper: T² Σ_c p_c (log p_c − log q_c), p = softmax(log u / T), q = softmax(z / T)
code: 1/C Σ_c p_c (log p_c − log q_c), p = softmax(u / T), q = softmax(z)
u_y = a, u_c = (1 − a) / (C − 1) for the other classes; y the label, z student logits, C classes`,
  advice:
    "Regularises like label smoothing, where there is no teacher or none that knows more than the student. The authors' settings on CIFAR-100: a temperature of 20 or 40, and a weight of 0.1 beside crossEntropy of 0.9. At a temperature of 1, which is what a term has if it names none, the made-up teacher is hardly softer than the label. The variant code is averaged over classes: the authors multiply it by 100 for some networks.",
  needs: ['studentLogits', 'labels'],
  options: z.strictObject({
    a: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.99)
      .describe('Probability that the made-up teacher gives the true class, before it is softened.'),
    variant: z
      .enum(['paper', 'code'])
      .default('paper')
      .describe(
        "paper softens both sides, times T²; code is the authors' program: softmax of the probabilities over T, the student unsoftened, averaged over classes, without T².",
      ),
    temperatureSquared: temperatureSquaredOption,
  }),
  create: (options) => ({
    traits: {
      level: 'logits',
      softened: true,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: false,
      temperatureSquared: options.temperatureSquared && options.variant === 'paper',
    },
    compute: ({ studentLogits, labels }, { temperature }) =>
      virtualTeacherLoss(studentLogits, labels, { ...options, temperature }),
  }),
})
