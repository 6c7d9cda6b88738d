import { defineLoss, type FeaturePair } from '@potstill/spec'
import { add, div, log, matMul, mean, mul, reshape, sub, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { relationTraits, sumOverPairs } from './parts/features'
import { normOf } from './parts/normed'

const name = 'pkt'

export interface PktOptions {
  /** Added to norms, and to probabilities before their ratio. Default: 1e-7. */
  readonly epsilon?: number
}

/**
 * Compares the probability that examples are neighbours: with cosines between all pairs of examples, moved to [0, 1] and divided by
 * the sum of their row, P of the teacher and Q of the student, summed over the pairs of taps,
 *
 *     mean over all B² entries of P log((P + ε) / (Q + ε))
 *
 * Usual weight 30000, since the mean is over B² entries. Passalis & Tefas 2018, arXiv:1803.10837, with the cosine kernel of their
 * program.
 *
 * @param features pairs of float32 `[B, …]`, whose shapes need not be the same
 * @returns float32 `[]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[1, 0], [0, 1]])
 * pktLoss([{ student, teacher: student }]).dataSync()[0].toFixed(6) // => '0.000000'
 */
export function pktLoss(features: readonly FeaturePair[], { epsilon = 1e-7 }: PktOptions = {}): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      const [ours, theirs] = [neighbours(student, epsilon), neighbours(teacher, epsilon)]
      const ratio = sub(log(add(theirs, epsilon)), log(add(ours, epsilon)))
      return mean(mul(theirs, ratio))
    }),
  )
}

function neighbours(features: Tensor, epsilon: number): Tensor {
  const rows = reshape(features, [features.shape[0] ?? 0, -1])
  const directions = div(rows, add(normOf(rows), epsilon))
  const cosines = div(add(matMul(directions, directions, false, true), 1), 2)
  return div(cosines, sum(cosines, -1, true))
}

/**
 * Defines probabilistic knowledge transfer. See `pktLoss`.
 *
 * @example
 * pkt().traits.level // => 'relations'
 */
export const pkt = defineLoss({
  name,
  summary: 'Which examples are probable neighbours.',
  source: 'Passalis & Tefas 2018, arXiv:1803.10837',
  formula: [
    'mean over all B² entries of P log((P + ε) / (Q + ε)), summed over the pairs',
    'P, Q: cosines of all pairs of examples, of teacher and student, moved to [0, 1] and',
    'divided by the sum of their row; B: examples of the batch',
  ].join('\n'),
  advice:
    'Compares which examples are neighbours; shapes of both sides may differ, and no connector is needed. ' +
    'Usual weight 30000, since it is a mean over B² small entries. ' +
    'The larger the batch, the more relations it sees; at least two examples.',
  needs: ['features'],
  options: z.strictObject({
    epsilon: z
      .number()
      .positive()
      .default(1e-7)
      .describe('Added to norms, and to probabilities before their ratio.'),
  }),
  create: (options) => ({
    traits: relationTraits,
    compute: ({ features }) => pktLoss(features, options),
  }),
})
