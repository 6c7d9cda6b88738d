import { defineLoss, PotstillError } from '@potstill/spec'
import { add, addN, div, max, mean, mul, softmax, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { crossEntropyLoss } from './cross-entropy'
import { atMostMedian } from './parts/at-most-median'
import { checkSameClasses } from './parts/check-logits'
import { detach } from './parts/detach'
import { predictionLevels, type LogitPair } from './parts/prediction-levels'

const name = 'multiLevel'

export interface MultiLevelOptions {
  /** All are used, and their losses summed. Default: 2, 3, 4, 5, 6. */
  readonly temperatures?: readonly number[]
  /** Default: `'paper'`. */
  readonly variant?: 'paper' | 'code'
}

/** Logits of further views of the same examples, in the same order of both networks, each `[B, C]`. */
export interface LogitViews {
  readonly studentViews: readonly Tensor[]
  readonly teacherViews: readonly Tensor[]
}

/**
 * Compares predictions at three levels, at several temperatures: of each example, between the examples of the batch, and between the
 * classes. With the B rows P of the teacher's probabilities and Q of the student's at temperature T, for C classes,
 *
 *     instance: T²/B · Σ_i m_i Σ_c P_ic (log P_ic − log Q_ic)
 *     batch:    1/B · Σ_ij m_i (P Pᵀ − Q Qᵀ)²_ij
 *     class:    1/C · Σ_cd n_c (Pᵀ P − Qᵀ Q)²_cd
 *
 * The first view is the weakly augmented one: there, m_i is 1 where the teacher's largest probability (at T = 1) is at most the median of the
 * batch, and n_c where the sum of its probabilities of a class is at most the median of the classes; otherwise 0. All other views are strongly
 * augmented, with m = n = 1. Everything is summed over T and over the views.
 *
 * `paper` is this. `code` is the authors' program (and logit-standardization-KD's MLKD.py) as it runs: m and n are their means,
 * the same for all examples and classes; the other views have the instance level only, and at T = 2 and T = 6 that is once more the
 * one of the first view.
 *
 * Jin, Wang & Lin 2023 (MLKD), doi:10.1109/CVPR52729.2023.02325. The authors' base temperature of 4 is one of the five.
 *
 * @param studentLogits float32 `[B, C]`, of the first view
 * @param teacherLogits float32 of the same shape
 * @param views the same of at least one other view
 * @returns float32 `[]`
 * @throws PotstillError `losses/shape`, `losses/class-count`; `losses/views` for none, or not the same of both
 *
 * @example
 * // P = (0, 1), Q = (1/2, 1/2): log 2 + 1/4 in both views, 1/2 · (1/16 + 1/16) in the first, 1/2 · (3/16 + 9/16) in the other.
 * const [student, teacher] = [tensor2d([[0, 0]]), tensor2d([[0, 1000]])]
 * const views = { studentViews: [student], teacherViews: [teacher] }
 * multiLevelLoss(student, teacher, views, { temperatures: [1] }) // => 2 * Math.log(2) + 0.9375
 */
export function multiLevelLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  views: LogitViews,
  { temperatures = [2, 3, 4, 5, 6], variant = 'paper' }: MultiLevelOptions = {},
): Tensor {
  return tidy(() => {
    const first = { student: studentLogits, teacher: detach(teacherLogits) }
    const others = pairsOf(views)
    for (const pair of [first, ...others]) checkRows(pair)
    const beliefs = softmax(first.teacher)
    const unsure = { examples: atMostMedian(max(beliefs, -1)), classes: atMostMedian(sum(beliefs, 0)) }
    const terms = variant === 'paper' ? asMeant : asProgrammed
    return addN(temperatures.flatMap((temperature) => terms(first, others, unsure, temperature)))
  })
}

/** Where the teacher is less sure than the median: constants. */
interface Unsure {
  /** m, `[B]`. */
  readonly examples: Tensor
  /** n, `[C]`. */
  readonly classes: Tensor
}

type Terms = (
  first: LogitPair,
  others: readonly LogitPair[],
  unsure: Unsure,
  temperature: number,
) => readonly Tensor[]

const asMeant: Terms = (first, others, { examples, classes }, temperature) => {
  const [batch, width] = first.teacher.shape as [number, number]
  const weak = predictionLevels(first, temperature)
  const strong = others.map((pair) => predictionLevels(pair, temperature))
  return [
    mean(mul(weak.examples, examples)),
    div(sum(mul(weak.batch, examples)), batch),
    div(sum(mul(weak.classes, classes)), width),
    ...strong.flatMap((levels) => [
      mean(levels.examples),
      div(sum(levels.batch), batch),
      div(sum(levels.classes), width),
    ]),
  ]
}

const asProgrammed: Terms = (first, others, unsure, temperature) => {
  const [batch, width] = first.teacher.shape as [number, number]
  const [examples, classes] = [mean(unsure.examples), mean(unsure.classes)]
  const weak = predictionLevels(first, temperature)
  const strong = others.map((pair) =>
    [2, 6].includes(temperature) ? weak : predictionLevels(pair, temperature),
  )
  return [
    mul(mean(weak.examples), examples),
    mul(div(sum(weak.batch), batch), examples),
    mul(div(sum(weak.classes), width), classes),
    ...strong.map((levels) => mean(levels.examples)),
  ]
}

function pairsOf({ studentViews, teacherViews }: LogitViews): readonly LogitPair[] {
  if (studentViews.length > 0 && studentViews.length === teacherViews.length) {
    return studentViews.map((student, index) => ({ student, teacher: detach(teacherViews[index]!) }))
  }
  throw new PotstillError({
    code: 'losses/views',
    component: name,
    expected: 'the logits of at least one further view, from student and teacher',
    received: `${studentViews.length} of the student, ${teacherViews.length} of the teacher`,
    fix: 'augment the data with views: 1',
  })
}

function checkRows({ student, teacher }: LogitPair): void {
  checkSameClasses(name, student, teacher)
  if (student.rank === 2) return
  throw new PotstillError({
    code: 'losses/shape',
    component: name,
    expected: 'logits of shape [B, C]',
    received: `[${student.shape}]`,
    fix: 'choose a loss that takes tokens',
  })
}

/**
 * Defines multi-level logit distillation, for data with further views. See `multiLevelLoss`.
 *
 * @example
 * multiLevel().needs // => ['studentLogits', 'teacherLogits', 'studentViews', 'teacherViews']
 */
export const multiLevel = defineLoss({
  name,
  summary: 'Predictions of several views: as such, between examples, between classes.',
  source: 'Jin, Wang & Lin 2023, doi:10.1109/CVPR52729.2023.02325',
  formula: [
    'Σ over temperatures and views of T²/B · Σ_i m_i Σ_c P_ic (log P_ic − log Q_ic)',
    '  + 1/B · Σ_ij m_i (P Pᵀ − Q Qᵀ)²_ij + 1/C · Σ_cd n_c (Pᵀ P − Qᵀ Q)²_cd',
    'P, Q: softmax(v / T), softmax(z / T), with a row for each of B examples, of C classes',
    'm_i, n_c: of the first view 1 where the teacher is at most as sure of the example or',
    'class as the median, else 0; of others 1',
  ].join('\n'),
  advice:
    'A strong method on logits alone, for classifiers of images. ' +
    'Data have to have a further view (views: 1), strongly augmented in the paper, and the teacher has to answer for it. It brings its own temperatures. ' +
    "logit-standardization-KD gives it a weight of 9 beside crossEntropy at 1. The authors also take the cross-entropy of the other views, which the option crossEntropy adds as a share of the term's weight: 1/9 there. " +
    'The variant code is what they ran.',
  needs: ['studentLogits', 'teacherLogits', 'studentViews', 'teacherViews'],
  uses: ['labels'],
  options: z.strictObject({
    temperatures: z
      .array(z.number().positive())
      .min(1)
      .default([2, 3, 4, 5, 6])
      .describe('Temperatures that are all used, and their losses summed.'),
    variant: z
      .enum(['paper', 'code'])
      .default('paper')
      .describe(
        "paper masks examples and classes one by one, and has all levels of all views; code is the authors' program as it runs.",
      ),
    crossEntropy: z
      .number()
      .nonnegative()
      .default(0)
      .describe('Weight of the cross-entropy of the other views with the labels.'),
  }),
  create: ({ crossEntropy, ...options }) => ({
    traits: {
      level: 'logits',
      softened: false,
      perExample: false,
      sameClasses: true,
      zeroAtMatch: crossEntropy === 0,
      temperatureSquared: false,
    },
    init: ({ signals }) => {
      if (crossEntropy > 0 && !signals.includes('labels')) throw noLabels()
      return {}
    },
    compute: ({ studentLogits, teacherLogits, studentViews, teacherViews, labels }) => {
      const soft = multiLevelLoss(studentLogits, teacherLogits, { studentViews, teacherViews }, options)
      if (crossEntropy === 0) return soft
      if (labels === undefined) throw noLabels()
      const hard = studentViews.map((logits) => mean(crossEntropyLoss(logits, labels)))
      return add(soft, mul(addN(hard), crossEntropy))
    },
  }),
})

function noLabels(): PotstillError {
  return new PotstillError({
    code: 'losses/no-truth',
    component: name,
    expected: 'labels in the batches, for the cross-entropy of the other views',
    received: 'none',
    fix: 'choose data that have labels, or leave the option crossEntropy out',
  })
}
