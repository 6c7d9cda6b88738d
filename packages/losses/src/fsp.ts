import { defineLoss, PotstillError, type FeaturePair } from '@potstill/spec'
import {
  add,
  div,
  matMul,
  maximum,
  maxPool,
  mean,
  reshape,
  sqrt,
  squaredDifference,
  sum,
  tidy,
  transpose,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { pooledToSmaller } from './parts/adaptive-pool'
import { detach } from './parts/detach'
import { checkMaps, checkSameFeatures, featureTraits } from './parts/features'

const name = 'fsp'

export interface FspOptions {
  /** Default: `'avg-pool'`. */
  readonly variant?: 'avg-pool' | 'max-pool'
}

/**
 * Compares the flow of solution procedure: how the channels of one layer go with those of the next. With G the products of the
 * channels of two layers that follow each other, averaged over places, summed over all that do,
 *
 *     avg-pool: mean over entries of (G_s − G_t)²     RepDistiller, mdistiller; usual weight 50
 *     max-pool: Σ over columns of ‖G_s − G_t‖         torchdistill; the norms of the columns are not squared
 *
 * The larger of two layers is pooled to the size of the other, in the way that the variant says. Yim et al. 2017,
 * doi:10.1109/CVPR.2017.754.
 *
 * @param features pairs of float32 `[B, H, W, C]`, in the order of the layers; channels of student and teacher are the same
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const layer = (values) => tensor4d(values, [1, 1, 2, 1])
 * const teacher = layer([0, 0])
 * const features = [{ student: layer([1, 1]), teacher }, { student: layer([1, 3]), teacher }]
 * fspLoss(features) // => [4]
 */
export function fspLoss(features: readonly FeaturePair[], { variant = 'avg-pool' }: FspOptions = {}): Tensor {
  for (const { student, teacher } of features) {
    checkMaps(name, student, teacher)
    checkSameFeatures(name, student, teacher, true)
  }
  if (features.length < 2) throw tooFew(features.length)
  return tidy(() => {
    const flows = features.slice(1).map((next, index) => {
      const before = features[index]!
      const ours = flow(before.student, next.student, variant)
      const theirs = flow(detach(before.teacher), detach(next.teacher), variant)
      const squares = squaredDifference(ours, theirs)
      if (variant === 'avg-pool') return mean(squares, [1, 2])
      return sum(sqrt(maximum(sum(squares, 1), 1e-14)), -1)
    })
    return flows.reduce((total, each) => add(total, each))
  })
}

/** `[B, C, C']`: the channels of two layers multiplied and averaged over places. */
function flow(before: Tensor, next: Tensor, variant: 'avg-pool' | 'max-pool'): Tensor {
  const [one, other] = variant === 'avg-pool' ? pooledToSmaller(before, next) : maxPooled(before, next)
  const [batch = 0, height = 0, width = 0] = one.shape
  const places = height * width
  const left = transpose(reshape(one, [batch, places, -1]), [0, 2, 1])
  return div(matMul(left, reshape(other, [batch, places, -1])), places)
}

/** Both at the smaller of their sizes, of which the larger has to be a multiple. */
function maxPooled(one: Tensor, other: Tensor): readonly [Tensor, Tensor] {
  const [height, width] = [1, 2].map((axis) => Math.min(one.shape[axis] ?? 0, other.shape[axis] ?? 0))
  const pooled = (maps: Tensor) => {
    const [rows, columns] = [(maps.shape[1] ?? 0) / height!, (maps.shape[2] ?? 0) / width!]
    if (rows === 1 && columns === 1) return maps
    if (!Number.isInteger(rows) || !Number.isInteger(columns)) throw noMultiple(maps, height!, width!)
    return maxPool(maps as Tensor4D, [rows, columns], [rows, columns], 'valid')
  }
  return [pooled(one), pooled(other)]
}

function tooFew(count: number): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'at least two pairs of layers, in their order',
    received: String(count),
    fix: 'name more taps',
  })
}

function noMultiple({ shape }: Tensor, height: number, width: number): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component: name,
    expected: `maps whose sizes are multiples of ${height} × ${width}`,
    received: `[${shape}]`,
    fix: 'choose other taps, or the variant avg-pool',
  })
}

/**
 * Defines the loss on the flow of solution procedure. See `fspLoss`.
 *
 * @example
 * fsp().traits.perExample // => true
 */
export const fsp = defineLoss({
  name,
  summary: 'How the channels of one layer go with those of the next.',
  source: 'Yim et al. 2017, doi:10.1109/CVPR.2017.754',
  formula: [
    'avg-pool: mean over entries of (G_s − G_t)²,  max-pool: Σ over columns of ‖G_s − G_t‖',
    'G: products of the channels of two layers, averaged over places; s, t: student, teacher',
    'summed over the layers that follow each other',
  ].join('\n'),
  advice:
    'Teaches how the network gets from one layer to the next, rather than what a layer holds. ' +
    'Usual weight 50 with variant avg-pool, in a first stage of its own. ' +
    'It takes at least two pairs of taps, in the order of the layers, with the same channels on both sides: it brings no connector.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['avg-pool', 'max-pool'])
      .default('avg-pool')
      .describe(
        'avg-pool: the mean square (RepDistiller); max-pool: the sum of the norms of columns (torchdistill).',
      ),
  }),
  create: (options) => ({
    traits: featureTraits,
    compute: ({ features }) => fspLoss(features, options),
  }),
})
