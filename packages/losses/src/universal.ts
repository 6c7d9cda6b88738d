import { defineLoss, PotstillError } from '@potstill/spec'
import { add, div, mul, sign, slice, softmax, sub, sum, tidy, topk, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { atClasses } from './parts/at-classes'
import { checkLogits } from './parts/check-logits'
import { constant } from './parts/constant'
import { detach } from './parts/detach'
import type { SoftenedOptions } from './parts/divergence'
import { softenedStudent } from './parts/softened'

const name = 'universal'

export interface UniversalOptions extends Omit<SoftenedOptions, 'temperatureSquared'> {
  /** Multiplies the loss by T². Default: false. */
  readonly temperatureSquared?: boolean
}

/**
 * Compares how sure both networks are, whatever of: their largest probabilities, the second largest, and so on, per example. Classes need
 * not be the same, nor as many, as those of language models with other vocabularies are not.
 *
 *     Σ_i |p_(i) − q_(i)|
 *
 * with p_(1) ≥ p_(2) ≥ … the sorted softmax(v / T_teacher), q_(i) the sorted softmax(z / T_student), and zeros where one has no more
 * classes. In [0, 2].
 *
 * Boizard et al. 2024, arXiv:2402.12030. Their program (llm-recipes) divides by a temperature of each side, the one for DSKD has none, and
 * neither multiplies by T²; `temperatureSquared: true` does. Both leave tokens out that only one network has.
 *
 * @param studentLogits z, float32 `[B, C]` or `[B, tokens, C]`
 * @param teacherLogits v, float32 of the same examples and tokens, with any number of classes. Token i is compared with token i: where
 *   texts are cut up differently, the data have to bring them into line
 * @returns float32 `[B]` or `[B, tokens]`; unreduced
 * @throws PotstillError `losses/shape`, `losses/temperature`
 *
 * @example
 * const studentLogits = tensor2d([[Math.log(0.3), Math.log(0.7)]])
 * const teacherLogits = tensor2d([[Math.log(0.5), Math.log(0.2), Math.log(0.3)]])
 * // |0.5 − 0.7| + |0.3 − 0.3| + |0.2 − 0|
 * universalLoss(studentLogits, teacherLogits).dataSync()[0].toFixed(5) // => '0.40000'
 */
export function universalLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  { temperature = 1, temperatureSquared = false }: UniversalOptions = {},
): Tensor {
  checkRows(studentLogits, teacherLogits)
  return tidy(() =>
    softenedStudent(
      name,
      studentLogits,
      { teacherLogits: detach(teacherLogits) },
      { temperature, temperatureSquared },
      ({ student, teacherLogits, temperature }) => distance(student, div(teacherLogits, temperature)),
    ),
  )
}

/** One value of each row, of softened logits. */
function distance(student: Tensor, teacher: Tensor): Tensor {
  const [ours, theirs] = [sortedProbabilities(student), sortedProbabilities(teacher)]
  const both = Math.min(ours.shape.at(-1) ?? 0, theirs.shape.at(-1) ?? 0)
  const difference = sub(part(ours, 0, both), part(theirs, 0, both))
  // By a constant sign: TensorFlow.js's gradient of abs is -1 at 0.
  const total = sum(mul(difference, detach(sign(difference))), -1)
  const more = [ours, theirs].filter(({ shape }) => (shape.at(-1) ?? 0) > both)
  return more.reduce((sofar, longer) => add(sofar, sum(part(longer, both), -1)), total)
}

/** The largest first. Their order is a constant. */
function sortedProbabilities(logits: Tensor): Tensor {
  const order = constant((inner) => topk(inner, inner.shape.at(-1)).indices, logits)
  return atClasses(softmax(logits), order)
}

/** Entries of the last axis from one on, all or some. */
function part(rows: Tensor, from: number, count = (rows.shape.at(-1) ?? 0) - from): Tensor {
  const axes = rows.shape.slice(0, -1)
  return slice(rows, [...axes.map(() => 0), from], [...axes, count])
}

/**
 * Defines universal logit distillation, which takes teachers with another vocabulary. See `universalLoss`.
 *
 * @example
 * universal().traits.sameClasses // => false
 */
export const universal = defineLoss({
  name,
  summary: 'Difference of sorted probabilities, for teachers with other classes or another vocabulary.',
  source: 'Boizard et al. 2024, arXiv:2402.12030',
  formula: [
    'Σ_i |p_(i) − q_(i)|',
    "p_(i): the i-th largest of the teacher's softened probabilities; q_(i): of the student's",
    '0 where one has no more classes',
  ].join('\n'),
  advice:
    "For a teacher whose classes are not the student's: it teaches how sure to be and not of what, so it goes with crossEntropy. " +
    "The authors' weight is 1.5 beside a cross-entropy of 1, at T = 1. " +
    'With the same classes in the same order, softTargets or forwardKl teach more. ' +
    'Tokens are compared by their place: where tokenisers cut texts up differently, places drift apart.',
  needs: ['studentLogits', 'teacherLogits'],
  options: z.strictObject({
    temperatureSquared: z
      .boolean()
      .default(false)
      .describe(
        'Multiply by T², which no public program does: a distance of probabilities shrinks with 1/T.',
      ),
  }),
  create: (options) => ({
    traits: {
      level: 'logits',
      softened: true,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: true,
      temperatureSquared: options.temperatureSquared,
    },
    compute: ({ studentLogits, teacherLogits }, { temperature }) =>
      universalLoss(studentLogits, teacherLogits, { ...options, temperature }),
  }),
})

function checkRows(studentLogits: Tensor, teacherLogits: Tensor): void {
  checkLogits(name, studentLogits)
  checkLogits(name, teacherLogits)
  if (String(studentLogits.shape.slice(0, -1)) === String(teacherLogits.shape.slice(0, -1))) return
  throw new PotstillError({
    code: 'losses/shape',
    component: name,
    expected: 'student and teacher of the same examples and tokens',
    received: `student [${studentLogits.shape}], teacher [${teacherLogits.shape}]`,
    fix: 'compute both from the same batch, with as many tokens',
  })
}
