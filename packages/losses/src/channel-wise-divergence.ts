import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  exp,
  div,
  logSoftmax,
  mul,
  reshape,
  sub,
  sum,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { checkMaps, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'

const name = 'channelWiseDivergence'

export interface ChannelWiseDivergenceOptions {
  /** Softens the distributions over places. Default: 1. */
  readonly tau?: number
}

/**
 * Compares each channel as a distribution over places: with p and q the softmax of a channel of teacher and student over H · W at
 * temperature τ, summed over the pairs,
 *
 *     τ² / C · Σ_channels Σ_places p (log p − log q)
 *
 * Shu et al. 2021, arXiv:2011.13256; the mean over channels is that of mmrazor.
 *
 * @param features pairs of float32 `[B, H, W, C]` of one shape
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([0, 800], [1, 1, 2, 1])
 * const teacher = tensor4d([800, 0], [1, 1, 2, 1])
 * channelWiseDivergenceLoss([{ student, teacher }], { tau: 4 }) // => [3200]
 */
export function channelWiseDivergenceLoss(
  features: readonly FeaturePair[],
  { tau = 1 }: ChannelWiseDivergenceOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      checkSameFeatures(name, student, teacher)
      const [ours, theirs] = [logOverPlaces(student, tau), logOverPlaces(teacher, tau)]
      const channels = student.shape[3] ?? 1
      return mul(tau ** 2 / channels, sum(mul(exp(theirs), sub(theirs, ours)), [1, 2]))
    }),
  )
}

/** `[B, C, H · W]`: log-probabilities of places. */
function logOverPlaces(maps: Tensor, tau: number): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = maps.shape
  return logSoftmax(div(transpose(reshape(maps, [batch, height * width, channels]), [0, 2, 1]), tau))
}

/**
 * Defines the channel-wise divergence. See `channelWiseDivergenceLoss`.
 *
 * @example
 * channelWiseDivergence().traits.level // => 'features'
 */
export const channelWiseDivergence = defineLoss({
  name,
  summary: 'Each channel as a distribution over places.',
  source: 'Shu et al. 2021, arXiv:2011.13256',
  formula: [
    'τ² / C · Σ over channels Σ over places of p (log p − log q), summed over the pairs',
    'p, q: softmax over the H · W places of a channel of teacher and student, at temperature τ',
    'C: channels',
  ].join('\n'),
  advice:
    'Compares where in the map each channel is active, whatever its level; the strongest places count most. ' +
    'τ is an option of this loss, not the temperature of the term: a larger one lets weaker places count too. ' +
    'Maps have one shape: it brings no connector.',
  needs: ['features'],
  options: z.strictObject({
    tau: z.number().positive().default(1).describe('Softens the distributions over places.'),
  }),
  create: (options) => ({
    traits: featureTraits,
    compute: ({ features }) => channelWiseDivergenceLoss(features, options),
  }),
})
