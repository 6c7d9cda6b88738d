import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  add,
  matMul,
  mean,
  mul,
  reshape,
  square,
  sub,
  tidy,
  transpose,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { pooledToSmaller } from './parts/adaptive-pool'
import { checkMaps, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'nst'

/**
 * Compares how the channels of both networks are distributed over places: the squared maximum mean discrepancy with the polynomial
 * kernel k(x, y) = (xᵀy)². With x and y the maps of single channels, as vectors of length 1, summed over the pairs,
 *
 *     mean k(t, t) + mean k(s, s) − 2 mean k(s, t)
 *
 * over all pairs of channels. The larger of two maps is averaged down to the size of the other. Usual weight 50. Huang & Wang 2017,
 * arXiv:1707.01219, with the kernel of mdistiller's and RepDistiller's programs.
 *
 * @param features pairs of float32 `[B, H, W, C]`; channels and sizes may differ
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 0], [1, 1, 2, 1])
 * const teacher = tensor4d([0, 2], [1, 1, 2, 1])
 * nstLoss([{ student, teacher }]) // => [2]
 */
export function nstLoss(features: readonly FeaturePair[]): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      const [ours, theirs] = pooledToSmaller(student, teacher).map(channels) as [Tensor, Tensor]
      return sub(add(kernel(theirs, theirs), kernel(ours, ours)), mul(2, kernel(ours, theirs)))
    }),
  )
}

/** `[B, C, H · W]`: every channel as a vector of length 1. */
function channels(maps: Tensor): Tensor {
  const [batch = 0, height = 0, width = 0, count = 0] = maps.shape
  return normed(transpose(reshape(maps, [batch, height * width, count]), [0, 2, 1]))
}

function kernel(one: Tensor, other: Tensor): Tensor {
  return mean(square(matMul(one, other, false, true)), [1, 2])
}

/**
 * Defines neuron selectivity transfer. See `nstLoss`.
 *
 * @example
 * nst().name // => 'nst'
 */
export const nst = defineLoss({
  name,
  summary: 'How the channels of both networks are distributed over places.',
  source: 'Huang & Wang 2017, arXiv:1707.01219',
  formula: [
    'mean k(t, t) + mean k(s, s) − 2 mean k(s, t), over all pairs of channels',
    'k(x, y) = (xᵀy)²; s, t: maps of single channels of student and teacher, as vectors of',
    'length 1; summed over the pairs of taps',
  ].join('\n'),
  advice:
    'Compares how channels are spread over places without matching one channel with another: their numbers may differ, and no connector is needed. ' +
    'Usual weight 50. ' +
    'What some programs call NST (TextBrewer) compares Gram matrices instead: weights do not carry over.',
  needs: ['features'],
  options: z.strictObject({}),
  create: () => ({ traits: featureTraits, compute: ({ features }) => nstLoss(features) }),
})
