import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  div,
  matMul,
  reshape,
  squaredDifference,
  sum,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkMaps, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'ickd'

export interface IckdOptions {
  /** Default: `'torchdistill'`. */
  readonly variant?: 'torchdistill' | 'authors' | 'paper'
}

/**
 * Compares how channels go with each other: with G the products of all pairs of channels over places, its rows as vectors of length 1,
 * summed over the pairs,
 *
 *     torchdistill: Σ (G_s − G_t)² / (C · B)
 *     authors:      Σ (G_s − G_t)² / C      their program for CIFAR
 *     paper:        Σ (G_s − G_t)² / C²
 *
 * Liu et al. 2021, arXiv:2202.03680. torchdistill divides by the batch once more than the mean over examples does.
 *
 * @param features pairs of float32 `[B, H, W, C]` with the same number of channels
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 0], [1, 1, 1, 2])
 * const teacher = tensor4d([0, 1], [1, 1, 1, 2])
 * ickdLoss([{ student, teacher }]) // => [1]
 */
export function ickdLoss(
  features: readonly FeaturePair[],
  { variant = 'torchdistill' }: IckdOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      checkSameFeatures(name, student, teacher, true)
      const [batch = 1, , , channels = 1] = student.shape
      const squares = sum(squaredDifference(products(student), products(teacher)), [1, 2])
      return div(squares, channels * { torchdistill: batch, authors: 1, paper: channels }[variant])
    }),
  )
}

/** `[B, C, C]`, every row a vector of length 1. */
function products(maps: Tensor): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = maps.shape
  const rows = transpose(reshape(maps, [batch, height * width, channels]), [0, 2, 1])
  return normed(matMul(rows, rows, false, true))
}

/**
 * Defines inter-channel correlation distillation. See `ickdLoss`.
 *
 * @example
 * ickd().traits.level // => 'features'
 */
export const ickd = defineLoss({
  name,
  summary: 'How channels go with each other.',
  source: 'Liu et al. 2021, arXiv:2202.03680',
  formula: [
    'torchdistill: Σ (G_s − G_t)² / (C · B),   authors: over C,   paper: over C²',
    'G: products of all pairs of channels over places, its rows as vectors of length 1',
    'C: channels; B: examples of the batch; s, t: of student and teacher; summed over the pairs',
  ].join('\n'),
  advice:
    'Compares which channels go together; sizes of maps may differ, channels may not. ' +
    'Usual weight 500 with variant torchdistill, which divides by the batch once more than a mean over examples does: its weight depends on the batch size, that of authors does not. ' +
    "torchdistill did not reach the paper's result with it.",
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['torchdistill', 'authors', 'paper'])
      .default('torchdistill')
      .describe(
        'What squares are divided by. torchdistill: channels and batch; authors: channels; paper: pairs of channels.',
      ),
  }),
  create: (options) => ({
    traits: featureTraits,
    compute: ({ features }) => ickdLoss(features, options),
  }),
})
