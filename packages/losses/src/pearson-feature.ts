import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  add,
  div,
  mean,
  mul,
  reshape,
  sqrt,
  square,
  squaredDifference,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkMaps, checkSameFeatures, relationTraits, sumOverPairs } from './parts/features'

const name = 'pearsonFeature'

export interface PearsonFeatureOptions {
  /** Added to the deviation. Default: 1e-6. */
  readonly epsilon?: number
}

/**
 * Compares feature maps whatever their scale: each channel less its mean, over its unbiased deviation, both over batch and places; half
 * the mean square of the difference, summed over the pairs. That is 1 − r of Pearson's correlation r of each channel, but for ε
 * and (n − 1) / n. Cao et al. 2022 (PKD), arXiv:2207.02039; ε is mmrazor's.
 *
 * @param features pairs of float32 `[B, H, W, C]` of one shape
 * @returns float32 `[]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 3], [2, 1, 1, 1])
 * const teacher = tensor4d([10, 30], [2, 1, 1, 1])
 * pearsonFeatureLoss([{ student, teacher }]).dataSync()[0].toFixed(6) // => '0.000000'
 */
export function pearsonFeatureLoss(
  features: readonly FeaturePair[],
  { epsilon = 1e-6 }: PearsonFeatureOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      checkSameFeatures(name, student, teacher)
      const squares = squaredDifference(standardized(student, epsilon), standardized(teacher, epsilon))
      return mul(0.5, mean(squares))
    }),
  )
}

/** Each channel with mean 0 and deviation 1, `[B · H · W, C]`. */
function standardized(maps: Tensor, epsilon: number): Tensor {
  const rows = reshape(maps, [-1, maps.shape[3] ?? 1])
  const centred = sub(rows, mean(rows, 0, true))
  const degrees = Math.max(1, (rows.shape[0] ?? 0) - 1)
  // Below the square root: its gradient at 0 is not finite.
  const deviation = sqrt(add(div(sum(square(centred), 0, true), degrees), 1e-20))
  return div(centred, add(deviation, epsilon))
}

/**
 * Defines the loss on standardised features (PKD). See `pearsonFeatureLoss`.
 *
 * @example
 * pearsonFeature().traits.level // => 'relations'
 */
export const pearsonFeature = defineLoss({
  name,
  summary: 'Feature maps whatever the scale of their channels.',
  source: 'Cao et al. 2022, arXiv:2207.02039',
  formula: [
    '½ · mean of (ŝ − t̂)², summed over the pairs',
    'ŝ, t̂: each channel of student and teacher less its mean, over its deviation + ε, both',
    "over batch and places; 1 − r of Pearson's correlation r of each channel, nearly",
  ].join('\n'),
  advice:
    'Where features of both networks differ in size: offset and scale of a channel do not count. ' +
    'Maps have one shape: it brings no connector. ' +
    'Means and deviations are those of the batch, which has at least two examples; larger ones give better.',
  needs: ['features'],
  options: z.strictObject({
    epsilon: z.number().nonnegative().default(1e-6).describe('Added to the deviation.'),
  }),
  create: (options) => ({
    traits: relationTraits,
    compute: ({ features }) => pearsonFeatureLoss(features, options),
  }),
})
