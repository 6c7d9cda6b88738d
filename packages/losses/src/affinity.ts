import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  add,
  div,
  maximum,
  mul,
  reshape,
  sqrt,
  squaredDifference,
  sum,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkMaps, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'affinity'

export interface AffinityOptions {
  /** Default: `'torchdistill'`. */
  readonly variant?: 'torchdistill'
}

/**
 * Compares how places go with each other, channel by channel: with ŝ and t̂ the maps of a channel as vectors of length 1, and their
 * affinities ŝŝᵀ and t̂t̂ᵀ, summed over the pairs,
 *
 *     Σ_channels ‖ŝŝᵀ − t̂t̂ᵀ‖ / (H · W)
 *
 * He et al. 2019, arXiv:1903.04688, in the form of torchdistill: its norm is taken for each channel, and is not squared.
 *
 * @param features pairs of float32 `[B, H, W, C]` of one shape
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 0], [1, 1, 2, 1])
 * const teacher = tensor4d([0, 1], [1, 1, 2, 1])
 * affinityLoss([{ student, teacher }]) // => [Math.SQRT1_2]
 */
export function affinityLoss(features: readonly FeaturePair[], _options: AffinityOptions = {}): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      checkSameFeatures(name, student, teacher)
      const [ours, theirs] = [directions(student), directions(teacher)]
      const cosines = sum(mul(ours, theirs), -1)
      // ‖ŝŝᵀ − t̂t̂ᵀ‖² = 2 − 2 cos² = ‖ŝ − t̂‖² (1 + cos), which is 0 where both are the same.
      const squares = mul(sum(squaredDifference(ours, theirs), -1), add(1, cosines))
      const places = (student.shape[1] ?? 1) * (student.shape[2] ?? 1)
      return div(sum(sqrt(maximum(squares, 1e-14)), -1), places)
    }),
  )
}

/** `[B, C, H · W]`: every channel as a vector of length 1. */
function directions(maps: Tensor): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = maps.shape
  return normed(transpose(reshape(maps, [batch, height * width, channels]), [0, 2, 1]))
}

/**
 * Defines affinity distillation. See `affinityLoss`.
 *
 * @example
 * affinity().traits.level // => 'features'
 */
export const affinity = defineLoss({
  name,
  summary: 'How the places of a map go with each other.',
  source: 'He et al. 2019, arXiv:1903.04688',
  formula: [
    'Σ over channels of ‖ŝŝᵀ − t̂t̂ᵀ‖ / (H · W), summed over the pairs',
    'ŝ, t̂: the map of a channel of student and teacher, as a vector of length 1',
    'H, W: height and width of the map',
  ].join('\n'),
  advice:
    "For maps whose places are to go with each other as the teacher's do; how strong a channel is does not count. " +
    'Maps have one shape: it brings no connector. ' +
    'The norm of each channel is not squared, so the gradient does not fade as the student comes near.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['torchdistill'])
      .default('torchdistill')
      .describe('The form of torchdistill, the only one there is.'),
  }),
  create: (options) => ({
    traits: featureTraits,
    compute: ({ features }) => affinityLoss(features, options),
  }),
})
