import { defineLoss, type FeaturePair, type Shape } from '@potstill/spec'
import { mean, reshape, squaredDifference, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { perPair } from './connectors/per-pair'
import { linear } from './connectors/linear'
import { regressor } from './connectors/regressor'
import { checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'

const name = 'fitnet'

/**
 * Compares features entry by entry: the mean of (r − t)², where r is what a connector makes of the student's features, summed over the
 * pairs.
 *
 * Romero et al. 2015, arXiv:1412.6550, with the mean of RepDistiller's and mdistiller's programs in place of half the sum.
 * Usual weight 100.
 *
 * @param features pairs of float32 `[B, …]` of one shape: `student` after the connector
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[1, 2], [0, 0]])
 * const teacher = tensor2d([[1, 0], [0, 4]])
 * fitnetLoss([{ student, teacher }]) // => [2, 8]
 */
export function fitnetLoss(features: readonly FeaturePair[]): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkSameFeatures(name, student, teacher)
      const squares = squaredDifference(student, teacher)
      return mean(reshape(squares, [student.shape[0] ?? 0, -1]), -1)
    }),
  )
}

/**
 * Defines hints: a connector for each pair is trained with the student to make the teacher's features of the student's. The paper does so in
 * a stage of its own, before the student learns to classify; with a weight, in one stage, as later programs do. See `fitnetLoss`.
 *
 * @example
 * fitnet({ connector: 'pointwise' }).traits.zeroAtMatch // => false
 */
export const fitnet = defineLoss({
  name,
  summary: "The teacher's features, made of the student's by a connector.",
  source: 'Romero et al. 2015, arXiv:1412.6550',
  formula: [
    'mean over entries of (r − t)², summed over the pairs',
    "r: what a connector makes of the student's features; t: the teacher's features",
  ].join('\n'),
  advice:
    'The plainest loss on features: a hint from a layer in the middle of the teacher. Usual weight 100. ' +
    'The paper trains the hint in a stage of its own first; later programs train both in one stage with a weight. ' +
    'The connector trains with the student and is not part of it afterwards. ' +
    "The teacher's maps may be at most as large as the student's, or twice as large; with connector pointwise they have the same size.",
  needs: ['features'],
  options: z.strictObject({
    connector: z
      .enum(['regressor', 'pointwise'])
      .default('regressor')
      .describe(
        'regressor: a convolution that fits both sizes, batch normalisation and ReLU; pointwise: a 1×1 convolution, or a linear layer.',
      ),
  }),
  create: ({ connector }) => {
    const connectors = perPair(name, ({ student, teacher }) =>
      connector === 'regressor'
        ? regressor(name, student, teacher)
        : linear(channels(student), channels(teacher)),
    )
    return {
      traits: { ...featureTraits, zeroAtMatch: false },
      init: connectors.init,
      compute: ({ features }, context) => {
        const { features: connected, state } = connectors.apply(features, context)
        return { loss: fitnetLoss(connected), state }
      },
    }
  },
})

const channels = (shape: Shape) => shape.at(-1) ?? 1
