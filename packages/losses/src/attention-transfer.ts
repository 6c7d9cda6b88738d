import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  abs,
  maximum,
  mean,
  mul,
  pow,
  reshape,
  sqrt,
  squaredDifference,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { pooledToSmaller } from './parts/adaptive-pool'
import { checkMaps, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'attentionTransfer'

export interface AttentionTransferOptions {
  /** The power that activations are raised to. Default: 2. */
  readonly p?: number
  /** Default: `'code'`. */
  readonly variant?: 'code' | 'paper'
}

/**
 * Compares where student and teacher look: with Q the map of the mean (code) or sum (paper) over channels of |f|^p, as a vector of
 * length 1, summed over the pairs,
 *
 *     code:  mean over places of (Q_s − Q_t)²      mdistiller, RepDistiller; usual weight 1000
 *     paper: ‖Q_s − Q_t‖₂                          torchdistill; the norm is not squared
 *
 * The larger of two maps is averaged down to the size of the other. Zagoruyko & Komodakis 2017, arXiv:1612.03928.
 *
 * @param features pairs of float32 `[B, H, W, C]`; channels and sizes may differ
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 0], [1, 1, 2, 1])
 * const teacher = tensor4d([0, 2], [1, 1, 2, 1])
 * attentionTransferLoss([{ student, teacher }]) // => [1]
 * attentionTransferLoss([{ student, teacher }], { variant: 'paper' }) // => [Math.sqrt(2)]
 */
export function attentionTransferLoss(
  features: readonly FeaturePair[],
  { p = 2, variant = 'code' }: AttentionTransferOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      const [ours, theirs] = pooledToSmaller(student, teacher)
      const squares = squaredDifference(attention(ours, p), attention(theirs, p))
      return variant === 'code' ? mean(squares, -1) : sqrt(maximum(sum(squares, -1), 1e-14))
    }),
  )
}

/** Where it looks, as vectors of length 1. A mean and a sum over channels are the same by then. */
function attention(maps: Tensor, p: number): Tensor {
  const strength = p === 2 ? mul(maps, maps) : pow(abs(maps), p)
  return normed(reshape(mean(strength, -1), [maps.shape[0] ?? 0, -1]))
}

/**
 * Defines attention transfer. See `attentionTransferLoss`.
 *
 * @example
 * attentionTransfer({ variant: 'paper' }).traits.level // => 'features'
 */
export const attentionTransfer = defineLoss({
  name,
  summary: 'Where in their feature maps both networks look.',
  source: 'Zagoruyko & Komodakis 2017, arXiv:1612.03928',
  formula: [
    'code:  mean over places of (Q_s − Q_t)²',
    'paper: ‖Q_s − Q_t‖₂, both summed over the pairs',
    'Q: the mean over channels of |f|^p at each place, as a vector of length 1',
    'f: feature maps; s, t: of student and teacher',
  ].join('\n'),
  advice:
    'For feature maps, without a connector: channels and sizes may differ. ' +
    'Usual weight 1000 with variant code, whose mean over places is small, at the end of each of three stages of the network; the values of variant paper are much larger. ' +
    'Only where the networks look is compared, not what they see there.',
  needs: ['features'],
  options: z.strictObject({
    p: z.number().positive().default(2).describe('The power that activations are raised to.'),
    variant: z
      .enum(['code', 'paper'])
      .default('code')
      .describe('code: the mean square of the difference; paper: its norm, not squared.'),
  }),
  create: (options) => ({
    traits: featureTraits,
    compute: ({ features }) => attentionTransferLoss(features, options),
  }),
})
