import { defineLoss, type FeaturePair } from '@potstill/spec'
import { add, div, mean, mul, squaredDifference, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { adaptiveAveragePool } from './parts/adaptive-pool'
import { checkMaps, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'

const name = 'hierarchicalContext'

export interface HierarchicalContextOptions {
  /** Sizes that maps are averaged down to, from large to small. Default: [4, 2, 1]. */
  readonly levels?: readonly number[]
}

/**
 * Compares feature maps at several sizes: with d_0 the mean square of the difference at full size, and d_k that of the maps averaged
 * down to the k-th of the levels that are smaller than the map, summed over the pairs,
 *
 *     Σ_k 2^(−k) d_k / Σ_k 2^(−k)
 *
 * The hierarchical context loss of ReviewKD: Chen et al. 2021, arXiv:2104.09044; levels and weights of their program.
 *
 * @param features pairs of float32 `[B, H, W, C]` of one shape
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, -1], [1, 2, 1, 1])
 * const teacher = tensor4d([0, 0], [1, 2, 1, 1])
 * hierarchicalContextLoss([{ student, teacher }], { levels: [1] }) // => [2 / 3]
 */
export function hierarchicalContextLoss(
  features: readonly FeaturePair[],
  { levels = [4, 2, 1] }: HierarchicalContextOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      checkSameFeatures(name, student, teacher)
      const smaller = levels.filter((level) => level < (student.shape[1] ?? 0))
      const parts = smaller.map((level, index) =>
        mul(
          0.5 ** (index + 1),
          meanSquare(adaptiveAveragePool(student, level, level), adaptiveAveragePool(teacher, level, level)),
        ),
      )
      const weights = smaller.reduce((total, _, index) => total + 0.5 ** (index + 1), 1)
      return div(
        parts.reduce((total, part) => add(total, part), meanSquare(student, teacher)),
        weights,
      )
    }),
  )
}

function meanSquare(one: Tensor, other: Tensor): Tensor {
  return mean(squaredDifference(one, other), [1, 2, 3])
}

/**
 * Defines the hierarchical context loss. See `hierarchicalContextLoss`.
 *
 * @example
 * hierarchicalContext({ levels: [2, 1] }).name // => 'hierarchicalContext'
 */
export const hierarchicalContext = defineLoss({
  name,
  summary: 'Feature maps compared at several sizes.',
  source: 'Chen et al. 2021, arXiv:2104.09044',
  formula: [
    'Σ_k 2^(−k) d_k / Σ_k 2^(−k), summed over the pairs',
    'd_0: mean of (s − t)² over the whole maps; d_k: of maps averaged down to the k-th level',
    's, t: feature maps of student and teacher',
  ].join('\n'),
  advice:
    'Compares maps at several sizes: what is roughly where counts beside the details. ' +
    'It is the comparison of reviewKd without its fusions, for maps that already have one shape. ' +
    'Levels that are not smaller than the map are left out.',
  needs: ['features'],
  options: z.strictObject({
    levels: z
      .array(z.int().positive())
      .default([4, 2, 1])
      .describe('Sizes that maps are averaged down to, from large to small.'),
  }),
  create: (options) => ({
    traits: featureTraits,
    compute: ({ features }) => hierarchicalContextLoss(features, options),
  }),
})
