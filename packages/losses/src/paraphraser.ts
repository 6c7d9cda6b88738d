import { defineLoss, type FeaturePair } from '@potstill/spec'
import { mean, reshape, squaredDifference, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { inside, merged, under } from './connectors/connector'
import { decoder, encoder, factorCount } from './connectors/factors'
import { detach } from './parts/detach'
import { checkMaps, checkPairs, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'

const name = 'paraphraser'

/**
 * How well the teacher's features are made again of their factors: the mean of (x̂ − x)², summed over the pairs.
 *
 * Kim, Park & Kwak 2018, arXiv:1802.04977, with the mean in place of the sum.
 *
 * @param features pairs of float32 `[B, …]` of one shape: the reconstruction x̂ as `student`, the features x as `teacher`
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[1, 2]])
 * const teacher = tensor2d([[1, 0]])
 * paraphraserLoss([{ student, teacher }]) // => [2]
 */
export function paraphraserLoss(features: readonly FeaturePair[]): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkSameFeatures(name, student, teacher)
      return mean(reshape(squaredDifference(student, teacher), [student.shape[0] ?? 0, -1]), -1)
    }),
  )
}

/**
 * Defines the first stage of factor transfer: a network that makes few factors of the teacher's features, and the features of those, is
 * trained alone; the student is not. The stage after it has `factorTransfer` with the same taps and rate, and starts that term from this
 * stage. The paper trains it for 30 epochs. See `paraphraserLoss`.
 *
 * @example
 * paraphraser({ rate: 0.75 }).traits.trains // => 'own'
 */
export const paraphraser = defineLoss({
  name,
  summary: "The teacher's features, made again of fewer factors.",
  source: 'Kim, Park & Kwak 2018, arXiv:1802.04977',
  formula: [
    'mean over entries of (x̂ − x)², summed over the pairs',
    "x: the teacher's features; x̂: made again of rate · C factors; C: the teacher's channels",
  ].join('\n'),
  advice:
    "The first stage of factor transfer, alone in its objective: it trains a network that makes factors of the teacher's features, and not the student. " +
    'The paper trains it for 30 epochs with half as many factors as channels. ' +
    'The stage after it has factorTransfer with the same taps and rate, and starts from this one.',
  needs: ['features'],
  options: z.strictObject({
    rate: z.number().positive().default(0.5).describe("Factors for each of the teacher's channels."),
  }),
  create: ({ rate }) => ({
    traits: { ...featureTraits, zeroAtMatch: false, trains: 'own' },
    init: ({ shapes: { features }, random }) => {
      checkPairs(name, features.length)
      return merged(
        features.map(({ teacher }, index) => {
          const channels = teacher.at(-1) ?? 1
          const count = factorCount(channels, rate)
          const own = random.child(`${index}`)
          return under(
            `${index}`,
            merged([
              under('encoder', encoder(channels, count).init(own.child('encoder'))),
              under('decoder', decoder(count, channels).init(own.child('decoder'))),
            ]),
          )
        }),
      )
    },
    compute: ({ features }, context) => {
      const pairs = features.map(({ teacher }, index) => {
        checkMaps(name, teacher)
        const channels = teacher.shape.at(-1) ?? 1
        const count = factorCount(channels, rate)
        const own = inside(`${index}`, context)
        const { features: factors } = encoder(channels, count).apply(detach(teacher), inside('encoder', own))
        const made = decoder(count, channels).apply(factors, inside('decoder', own))
        return { student: made.features, teacher }
      })
      return paraphraserLoss(pairs)
    },
  }),
})
