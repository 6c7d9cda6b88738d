import { defineLoss, PotstillError, type FeaturePair } from '@potstill/spec'
import { mean, mul, squaredDifference, sub, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { perPair } from './connectors/per-pair'
import { keepsFeatures, projection, projectionOption } from './connectors/projection'
import { checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'hiddenState'

export interface HiddenStateOptions {
  /** Default: `'mse'`. */
  readonly variant?: 'mse' | 'cosine'
}

/**
 * Compares vectors, token by token: with h_s what a connector makes of the student's, h_t the teacher's, both of D entries, and summed over
 * the pairs,
 *
 *     mse:    mean over the entries of (h_s − h_t)²     TextBrewer's hidden_mse, DistillKit's hs_mse
 *     cosine: 1 − h_s · h_t / (‖h_s‖ ‖h_t‖)             DistilBERT, TextBrewer's cos, DistillKit's hs_cosine
 *
 * A vector that is 0 has the cosine 0 with all others. Jiao et al. 2020 (TinyBERT), arXiv:1909.10351, has the mean of squares; Sanh et al.
 * 2019 (DistilBERT), arXiv:1910.01108, the cosine.
 *
 * @param features pairs of float32 `[B, tokens, D]` or `[B, D]`, of the same tokens in all pairs, and of one shape: `student` after the
 *   connector
 * @returns float32 `[B, tokens]` or `[B]`; unreduced, and without a mask
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[3, 4], [0, 2]])
 * const teacher = tensor2d([[3, 0], [0, 1]])
 * hiddenStateLoss([{ student, teacher }]) // => [8, 0.5]
 * hiddenStateLoss([{ student, teacher }], { variant: 'cosine' }).dataSync()[0].toFixed(5) // => '0.40000'
 */
export function hiddenStateLoss(
  features: readonly FeaturePair[],
  { variant = 'mse' }: HiddenStateOptions = {},
): Tensor {
  checkTokens(features)
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkSameFeatures(name, student, teacher)
      return variant === 'mse'
        ? mean(squaredDifference(student, teacher), -1)
        : sub(1, sum(mul(normed(student), normed(teacher)), -1))
    }),
  )
}

/**
 * Defines the comparison of hidden states, with a linear layer where their widths differ, which is trained with the student. See
 * `hiddenStateLoss`.
 *
 * @example
 * hiddenState({ connector: 'none' }).traits.zeroAtMatch // => true
 */
export const hiddenState = defineLoss({
  name,
  summary: 'Vectors of each token like those of the teacher.',
  source: 'Jiao et al. 2020, arXiv:1909.10351',
  formula: [
    'mse:    mean over the entries of (h_s − h_t)²',
    'cosine: 1 − h_s · h_t / (‖h_s‖ ‖h_t‖)',
    "h_s: what a connector makes of the student's vector of a token; h_t: the teacher's",
    'summed over the pairs of taps',
  ].join('\n'),
  advice:
    "For transformers and other sequence models: map each layer of the student to one of the teacher's, evenly spaced, or the last to the last. " +
    'TinyBERT weighs mse 1 in each layer, in a stage before the student learns to predict; DistilBERT weighs cosine 1, beside 5 for softened targets and 2 for its language model. ' +
    "mse follows the size of the states, which in some models grows with depth; cosine leaves the length of the student's vectors free.",
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['mse', 'cosine'])
      .default('mse')
      .describe(
        'mse: the mean square of the difference; cosine: 1 less the cosine of the angle between both.',
      ),
    connector: projectionOption,
  }),
  create: ({ variant, connector }) => {
    const connectors = perPair(name, (shapes) => projection(name, connector, shapes))
    return {
      traits: { ...featureTraits, zeroAtMatch: keepsFeatures(connector) },
      init: connectors.init,
      compute: ({ features }, context) => {
        const { features: connected, state } = connectors.apply(features, context)
        return { loss: hiddenStateLoss(connected, { variant }), state }
      },
    }
  },
})

/** Sums of `[B]` and `[B, tokens]`, or of other tokens, would be silent where sizes happen to fit. */
function checkTokens(features: readonly FeaturePair[]): void {
  const told = features.map(({ student }) => student.shape.slice(0, -1))
  const fits = told.every(({ length }) => length === 1 || length === 2)
  if (fits && new Set(told.map(String)).size <= 1) return
  throw new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'vectors [B, D] or [B, tokens, D], of the same tokens in all pairs',
    received: features.map(({ student }) => `[${student.shape}]`).join(', '),
    fix: 'choose taps that give one vector for each example or token, and a term for each number of tokens',
  })
}
