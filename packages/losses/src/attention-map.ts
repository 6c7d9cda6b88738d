import { defineLoss, PotstillError, type FeaturePair } from '@potstill/spec'
import {
  greater,
  logSoftmax,
  mean,
  mul,
  neg,
  softmax,
  squaredDifference,
  sum,
  tidy,
  where,
  zerosLike,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { constant } from './parts/constant'
import { featureTraits, sumOverPairs } from './parts/features'

const name = 'attentionMap'

export interface AttentionMapOptions {
  /** Default: `'mse'`. */
  readonly variant?: 'mse' | 'crossEntropy'
  /** Default: `'each'`. */
  readonly heads?: 'each' | 'sum' | 'mean'
  /** Default: -0.001. */
  readonly masked?: number
}

/**
 * Compares how tokens attend to each other, for each token that attends: with a_s and a_t the scores of student and teacher for each key, and
 * p = softmax(a_t), q = softmax(a_s) over the keys, summed over the pairs,
 *
 *     mse:          mean over heads and keys of (a_s − a_t)²
 *     crossEntropy: mean over heads of −Σ_keys p log q
 *
 * Scores at or below `masked` count as those of keys that are masked: as 0 on either side (mse), and the teacher's with p = 0
 * (crossEntropy). Its default is that of TextBrewer, for scores after a softmax, or before it where only masks are below 0: scores that
 * may be negative need a lower one, such as TinyBERT's −100.
 *
 * `heads` are compared one by one (`each`), or added up (`sum`) or averaged (`mean`) before, which lets their number differ. TextBrewer's
 * names: attention_mse, attention_mse_sum, attention_ce, attention_ce_mean.
 * Jiao et al. 2020 (TinyBERT), arXiv:1909.10351, has mse on scores before the softmax.
 *
 * @param features pairs of float32 `[B, heads, queries, keys]`, or `[B, queries, keys]` of one head; as many queries in all pairs
 * @returns float32 `[B, queries]`; unreduced, and without a mask of queries
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 0, 0, 1], [1, 1, 2, 2])
 * const teacher = tensor4d([1, 0, 2, 1], [1, 1, 2, 2])
 * attentionMapLoss([{ student, teacher }]) // => [[0, 2]]
 */
export function attentionMapLoss(
  features: readonly FeaturePair[],
  { variant = 'mse', heads = 'each', masked = -1e-3 }: AttentionMapOptions = {},
): Tensor {
  checkScores(features, heads)
  const together = { each: (maps: Tensor) => maps, sum: overHeads(sum), mean: overHeads(mean) }[heads]
  const compare = variant === 'mse' ? squares : crossEntropies
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) =>
      overHeads(mean)(compare(together(student), together(teacher), masked), 3),
    ),
  )
}

/** `[B, queries]` or `[B, heads, queries]`. */
function squares(student: Tensor, teacher: Tensor, masked: number): Tensor {
  const shown = (scores: Tensor) => whereShown(scores, scores, masked)
  return mean(squaredDifference(shown(student), shown(teacher)), -1)
}

/** `[B, queries]` or `[B, heads, queries]`. */
function crossEntropies(student: Tensor, teacher: Tensor, masked: number): Tensor {
  return neg(sum(mul(whereShown(teacher, softmax(teacher), masked), logSoftmax(student)), -1))
}

/** Values, and 0 where the score is that of a mask. */
function whereShown(scores: Tensor, values: Tensor, masked: number): Tensor {
  return where(
    constant((inner) => greater(inner, masked), scores),
    values,
    zerosLike(values),
  )
}

/** Takes the axis of the heads away, where there is one. */
function overHeads(reduce: typeof sum | typeof mean) {
  return (maps: Tensor, rank = 4): Tensor => (maps.rank === rank ? reduce(maps, 1) : maps)
}

/**
 * Defines the comparison of attention maps. See `attentionMapLoss`.
 *
 * @example
 * attentionMap({ variant: 'crossEntropy' }).traits.zeroAtMatch // => false
 */
export const attentionMap = defineLoss({
  name,
  summary: 'Which tokens attend to which, as in the teacher.',
  source: 'Jiao et al. 2020, arXiv:1909.10351',
  formula: [
    'mse:          mean over heads and keys of (a_s − a_t)²',
    'crossEntropy: mean over heads of −Σ_keys p log q',
    'a_s, a_t: attention scores of student and teacher, those of masked keys as 0',
    'p = softmax(a_t), q = softmax(a_s); for each query; summed over the pairs of taps',
  ].join('\n'),
  advice:
    'For transformers, beside hiddenState: TinyBERT weighs both 1 in each layer, with mse on scores before the softmax, which differ more than probabilities. ' +
    'Taps have to give the scores with the heads in front, [B, heads, queries, keys]. ' +
    'Set masked below every score that counts, unless scores are probabilities. ' +
    'Where the networks have other numbers of heads: heads: mean.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['mse', 'crossEntropy'])
      .default('mse')
      .describe('mse compares scores as they are; crossEntropy takes the softmax of both over the keys.'),
    heads: z
      .enum(['each', 'sum', 'mean'])
      .default('each')
      .describe('Compared one by one, or added up or averaged before: their number may then differ.'),
    masked: z
      .number()
      .default(-1e-3)
      .describe(
        "Scores at or below it are of masked keys and count as 0. TextBrewer's -0.001, TinyBERT's -100.",
      ),
  }),
  create: (options) => ({
    traits: { ...featureTraits, zeroAtMatch: options.variant === 'mse' },
    compute: ({ features }) => attentionMapLoss(features, options),
  }),
})

/** Maps of a pair fit each other, and all pairs have the same queries: other sums would be silent where sizes happen to fit. */
function checkScores(features: readonly FeaturePair[], heads: 'each' | 'sum' | 'mean'): void {
  const compared = ({ shape }: Tensor) => (heads === 'each' ? shape : [shape[0], ...shape.slice(-2)])
  const fits = features.every(
    ({ student, teacher }) =>
      [student, teacher].every(({ rank }) => rank === 3 || rank === 4) &&
      String(compared(student)) === String(compared(teacher)),
  )
  const queries = new Set(features.map(({ student }) => student.shape.at(-2)))
  if (fits && queries.size <= 1) return
  throw new PotstillError({
    code: 'losses/features',
    component: name,
    expected: `attention scores [B, heads, queries, keys] of the same tokens${heads === 'each' ? ' and as many heads' : ''} in both networks, and of the same queries in all pairs`,
    received: features.map(({ student, teacher }) => `[${student.shape}] and [${teacher.shape}]`).join(', '),
    fix: 'choose taps of attention scores, and set heads: mean where their number differs',
  })
}
