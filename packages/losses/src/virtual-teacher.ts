import { defineLoss, PotstillError } from '@potstill/spec'
import { add, div, exp, logSoftmax, mul, oneHot, sub, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkLabels } from './parts/check-labels'
import { checkLogits } from './parts/check-logits'
import { temperatureSquaredOption, type SoftenedOptions } from './parts/divergence'
import { softenedStudent } from './parts/softened'

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
  // The program softens its teacher alone, and knows no T².
  const teacher = typeof temperature === 'number' ? temperature : temperature.teacher
  const softening =
    variant === 'paper'
      ? { temperature, temperatureSquared }
      : { temperature: { student: 1, teacher, squared: 1 }, temperatureSquared: false }
  const compare = variant === 'paper' ? asMeant : asProgrammed
  return tidy(() => softenedStudent(name, studentLogits, { labels }, softening, (rows) => compare(rows, a)))
}

interface Rows {
  /** The student's logits at their temperature. */
  readonly student: Tensor
  /** The teacher's. */
  readonly temperature: Tensor
  readonly labels: Tensor
}

function asMeant({ student, temperature, labels }: Rows, a: number): Tensor {
  const others = (1 - a) / (classesOf(student) - 1)
  const virtual = madeUp(labels, classesOf(student), Math.log(a), Math.log(others))
  return kl(div(virtual, temperature), student)
}

function asProgrammed({ student, temperature, labels }: Rows, a: number): Tensor {
  const classes = classesOf(student)
  const virtual = madeUp(labels, classes, a, (1 - a) / (classes - 1))
  return div(kl(div(virtual, temperature), student), classes)
}

/** One number at the label and another elsewhere, `[…, C]`. */
function madeUp(labels: Tensor, classes: number, right: number, wrong: number): Tensor {
  return add(mul(oneHot(labels, classes), right - wrong), wrong)
}

function kl(theirs: Tensor, ours: Tensor): Tensor {
  const logTeacher = logSoftmax(theirs)
  return sum(mul(exp(logTeacher), sub(logTeacher, logSoftmax(ours))), -1)
}

const classesOf = ({ shape }: Tensor) => shape.at(-1) ?? 0

function checkClasses(logits: Tensor): void {
  if (classesOf(logits) > 1) return
  throw new PotstillError({
    code: 'losses/class-count',
    component: name,
    expected: 'at least 2 classes, of which one is right',
    received: String(classesOf(logits)),
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
  formula: [
    'paper: T² · Σ_c p_c (log p_c − log q_c), p = softmax(log u / T), q = softmax(z / T)',
    'code: 1/C · Σ_c p_c (log p_c − log q_c), p = softmax(u / T), q = softmax(z)',
    'u: a at the label, (1 − a) / (C − 1) at the C − 1 other classes; z: logits of the student',
  ].join('\n'),
  advice:
    'Regularises like label smoothing, where there is no teacher or none that knows more than the student. ' +
    "The authors' settings on CIFAR-100: T = 20 or 40, and a weight of 0.1 beside crossEntropy at 0.9. " +
    'At T = 1, which is what a term has if it names no temperature, the made-up teacher is hardly softer than the label. ' +
    'The variant code is averaged over classes: the authors multiply it by 100 for some networks.',
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
