import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  abs,
  add,
  div,
  matMul,
  mean,
  minimum,
  mul,
  reshape,
  square,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { distances } from './parts/distances'
import { checkBatch, relationTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'rkd'

export interface RkdOptions {
  /** Of the loss on distances. Default: 25. */
  readonly distanceWeight?: number
  /** Of the loss on angles. Default: 50. */
  readonly angleWeight?: number
  /** Squared distances. Default: false. */
  readonly squared?: boolean
  /** The least squared distance: keeps the gradient of its root finite. Default: 1e-12. */
  readonly epsilon?: number
}

/**
 * Compares how examples lie to each other: distances of all pairs, each divided by the mean of those that are above 0, and cosines of the
 * angles of all triples; with h the Huber loss (½x² up to 1, |x| − ½ from there), summed over the pairs of taps,
 *
 *     distanceWeight · mean h(d_s − d_t) + angleWeight · mean h(a_s − a_t)
 *
 * Park et al. 2019, arXiv:1904.05068. The weights 25 and 50 are those of mdistiller and RepDistiller; the authors' program
 * has 1 and 2. The means are over all B² and B³ entries, those of an example with itself among them.
 *
 * @param features pairs of float32 `[B, …]`, whose shapes need not be the same
 * @returns float32 `[]`
 * @throws PotstillError `losses/features`, `losses/batch`
 *
 * @example
 * const student = tensor2d([[0, 0], [0, 1], [1, 0]])
 * const teacher = tensor2d([[5, 5], [5, 7], [7, 5]])
 * rkdLoss([{ student, teacher }]).dataSync()[0].toFixed(5) // => '0.00000'
 */
export function rkdLoss(
  features: readonly FeaturePair[],
  { distanceWeight = 25, angleWeight = 50, squared = false, epsilon = 1e-12 }: RkdOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkBatch(name, student, 2)
      const [ours, theirs] = [student, teacher].map((each) => reshape(each, [each.shape[0] ?? 0, -1])) as [
        Tensor,
        Tensor,
      ]
      const apart = (rows: Tensor) => relativeDistances(rows, squared, epsilon)
      const distance = mean(huber(sub(apart(ours), apart(theirs))))
      const angle = mean(huber(sub(angles(ours), angles(theirs))))
      return add(mul(distanceWeight, distance), mul(angleWeight, angle))
    }),
  )
}

/** `[B, B]`, relative to the mean of those that are above 0; 0 on the diagonal. */
function relativeDistances(rows: Tensor, squared: boolean, epsilon: number): Tensor {
  const batch = rows.shape[0] ?? 0
  const apart = distances(rows, { power: squared ? 2 : 1, epsilon })
  return div(apart, div(sum(apart), Math.max(1, batch * (batch - 1))))
}

/** `[B, B, B]`: cosines at each example of the angle between two others. */
function angles(rows: Tensor): Tensor {
  const [batch = 0, size = 0] = rows.shape
  const directions = normed(sub(reshape(rows, [1, batch, size]), reshape(rows, [batch, 1, size])))
  return matMul(directions, directions, false, true)
}

function huber(difference: Tensor): Tensor {
  const size = abs(difference)
  // With x up to 1 and what is above apart: ½x² + |x| − x, which needs no comparison.
  const small = minimum(size, 1)
  return add(mul(0.5, square(small)), sub(size, small))
}

/**
 * Defines relational distillation: distances and angles. See `rkdLoss`.
 *
 * @example
 * rkd().traits.level // => 'relations'
 */
export const rkd = defineLoss({
  name,
  summary: 'How examples lie to each other: distances and angles.',
  source: 'Park et al. 2019, arXiv:1904.05068',
  formula: [
    'distanceWeight · mean h(d_s − d_t) + angleWeight · mean h(a_s − a_t)',
    'd: distances of all pairs of examples, over their mean; a: cosines of the angles of all',
    'triples; s, t: of student and teacher; h(x) = ½x² up to |x| = 1, |x| − ½ from there',
    'summed over the pairs of taps',
  ].join('\n'),
  advice:
    'For embeddings, usually the pooled features: how examples lie to each other, whatever the number of features. ' +
    "Its own weights 25 and 50 (mdistiller, RepDistiller) are inside, so the term's weight is 1; the authors' program has 1 and 2. " +
    'Angles take B³ numbers: large batches cost much.',
  needs: ['features'],
  options: z.strictObject({
    distanceWeight: z.number().nonnegative().default(25).describe('Of the loss on distances.'),
    angleWeight: z.number().nonnegative().default(50).describe('Of the loss on angles.'),
    squared: z.boolean().default(false).describe('Squared distances.'),
    epsilon: z.number().positive().default(1e-12).describe('The least squared distance.'),
  }),
  create: (options) => ({
    traits: { ...relationTraits, zeroAtMatch: true },
    compute: ({ features }) => rkdLoss(features, options),
  }),
})
