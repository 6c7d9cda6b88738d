import { defineLoss, type FeaturePair } from '@potstill/spec'
import {
  abs,
  div,
  matMul,
  maximum,
  reshape,
  squaredDifference,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { relationTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'similarityPreserving'

export interface SimilarityPreservingOptions {
  /** Default: `'paper'`. */
  readonly variant?: 'paper' | 'torchdistill'
}

/**
 * Compares which examples of the batch are like which: with G the products of all pairs of examples, summed over the pairs of taps,
 *
 *     Σ (G_s − G_t)² / B²
 *
 *     paper:        rows of G as vectors of Euclidean length 1   (mdistiller, RepDistiller); usual weight 3000
 *     torchdistill: rows whose absolute values add up to 1
 *
 * Tung & Mori 2019, arXiv:1907.09682.
 *
 * @param features pairs of float32 `[B, …]`, whose shapes need not be the same
 * @returns float32 `[]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[1, 0], [0, 1]])
 * const teacher = tensor2d([[1], [1]])
 * const half = Math.SQRT1_2
 * const value = similarityPreservingLoss([{ student, teacher }]).dataSync()[0]
 * value.toFixed(5) // => ((2 * (1 - half) ** 2 + 2 * half ** 2) / 4).toFixed(5)
 */
export function similarityPreservingLoss(
  features: readonly FeaturePair[],
  { variant = 'paper' }: SimilarityPreservingOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      const batch = student.shape[0] ?? 1
      const squares = squaredDifference(similarities(student, variant), similarities(teacher, variant))
      return div(sum(squares), batch ** 2)
    }),
  )
}

function similarities(features: Tensor, variant: 'paper' | 'torchdistill'): Tensor {
  const rows = reshape(features, [features.shape[0] ?? 0, -1])
  const products = matMul(rows, rows, false, true)
  return variant === 'paper' ? normed(products) : div(products, maximum(sum(abs(products), -1, true), 1e-12))
}

/**
 * Defines similarity-preserving distillation. See `similarityPreservingLoss`.
 *
 * @example
 * similarityPreserving().traits.level // => 'relations'
 */
export const similarityPreserving = defineLoss({
  name,
  summary: 'Which examples of the batch are like which.',
  source: 'Tung & Mori 2019, arXiv:1907.09682',
  formula: [
    'Σ (G_s − G_t)² / B², summed over the pairs',
    'G: products of all pairs of examples, its rows as vectors of length 1',
    'B: examples of the batch; s, t: of student and teacher',
  ].join('\n'),
  advice:
    'Examples that look alike to the teacher are to look alike to the student; shapes of both sides may differ, and no connector is needed. ' +
    'Usual weight 3000, on the last convolutional maps. ' +
    'It relates the examples of a batch, which therefore has at least two.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['paper', 'torchdistill'])
      .default('paper')
      .describe('paper: rows of Euclidean length 1; torchdistill: rows whose absolute values add up to 1.'),
  }),
  create: (options) => ({
    traits: relationTraits,
    compute: ({ features }) => similarityPreservingLoss(features, options),
  }),
})
