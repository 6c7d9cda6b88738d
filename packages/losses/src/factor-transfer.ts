import { defineLoss, type FeaturePair } from '@potstill/spec'
import { abs, mean, mul, reshape, square, sub, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { inside, merged, under } from './connectors/connector'
import { encoder, factorCount } from './connectors/factors'
import { pooledToSmaller } from './parts/adaptive-pool'
import { detach } from './parts/detach'
import { checkMaps, checkPairs, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'
import { normed } from './parts/normed'

const name = 'factorTransfer'

export interface FactorTransferOptions {
  /** 1 for absolute differences, 2 for squares. Default: 1. */
  readonly p?: 1 | 2
  /** Default: `'paper'`. */
  readonly variant?: 'paper' | 'repdistiller'
}

/**
 * Compares the factors of both networks, as vectors of length 1, summed over the pairs: the mean over entries of |F_s − F_t|^p, where F is
 *
 *     paper:        all entries of the factors                   Knowledge-Distillation-Zoo, mmrazor, torchdistill
 *     repdistiller: the mean over channels of their squares      RepDistiller, which so compares attention maps
 *
 * The larger of two maps is averaged down to the size of the other. Kim, Park & Kwak 2018, arXiv:1802.04977. Usual weight 200.
 *
 * @param features pairs of factors, float32 `[B, H, W, C]`: the translator's as `student`, the paraphraser's as `teacher`
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([2, 0], [1, 1, 1, 2])
 * const teacher = tensor4d([0, 3], [1, 1, 1, 2])
 * factorTransferLoss([{ student, teacher }]) // => [1]
 * factorTransferLoss([{ student, teacher }], { variant: 'repdistiller' }) // => [0]
 */
export function factorTransferLoss(
  features: readonly FeaturePair[],
  { p = 1, variant = 'paper' }: FactorTransferOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      if (variant === 'paper') checkSameFeatures(name, student, teacher, true)
      const [ours, theirs] = pooledToSmaller(student, teacher)
      const difference = sub(direction(ours, variant), direction(theirs, variant))
      return mean(p === 1 ? abs(difference) : square(difference), -1)
    }),
  )
}

function direction(maps: Tensor, variant: 'paper' | 'repdistiller'): Tensor {
  const entries = variant === 'paper' ? maps : mean(mul(maps, maps), -1)
  return normed(reshape(entries, [maps.shape[0] ?? 0, -1]))
}

/**
 * Defines factor transfer: a translator, trained with the student, makes factors of its features that are to be like those a paraphraser makes
 * of the teacher's. The paraphraser is trained by `paraphraser` in a stage before this one, from which the term has to start; otherwise it
 * is one of random weights. See `factorTransferLoss`.
 *
 * @example
 * factorTransfer({ variant: 'repdistiller' }).traits.zeroAtMatch // => false
 */
export const factorTransfer = defineLoss({
  name,
  summary: "Factors of the student's features like those of the teacher's.",
  source: 'Kim, Park & Kwak 2018, arXiv:1802.04977',
  formula: [
    'mean over entries of |F_s − F_t|^p, summed over the pairs',
    "F_s: what a translator makes of the student's features; F_t: what the paraphraser makes of",
    "the teacher's; both as vectors of length 1, of all entries (paper) or of the mean over",
    'channels of their squares (repdistiller)',
  ].join('\n'),
  advice:
    'Where features differ too much to be compared entry by entry: each side is translated first. ' +
    'Usual weight 200. ' +
    "It takes a stage before it, whose only loss is paraphraser with the same taps and rate, and starts from there (start in a recipe); without, the teacher's factors are those of random weights.",
  needs: ['features'],
  options: z.strictObject({
    p: z
      .union([z.literal(1), z.literal(2)])
      .default(1)
      .describe('1 for absolute differences, 2 for squares.'),
    rate: z
      .number()
      .positive()
      .default(0.5)
      .describe("Factors for each of the teacher's channels, as the paraphraser has."),
    variant: z
      .enum(['paper', 'repdistiller'])
      .default('paper')
      .describe('paper: all entries of the factors; repdistiller: the mean of their squares over channels.'),
  }),
  create: ({ rate, ...options }) => ({
    traits: { ...featureTraits, zeroAtMatch: false },
    init: ({ shapes: { features }, random }) => {
      checkPairs(name, features.length)
      return merged(
        features.map(({ student, teacher }, index) => {
          const channels = teacher.at(-1) ?? 1
          const count = factorCount(channels, rate)
          const own = random.child(`${index}`)
          const { trainable = {} } = under('encoder', encoder(channels, count).init(own.child('encoder')))
          const translator = encoder(student.at(-1) ?? 1, count).init(own.child('translator'))
          return under(`${index}`, merged([under('translator', translator), { state: trainable }]))
        }),
      )
    },
    compute: ({ features }, context) => {
      const pairs = features.map(({ student, teacher }, index) => {
        checkMaps(name, student, teacher)
        const channels = teacher.shape.at(-1) ?? 1
        const count = factorCount(channels, rate)
        const own = inside(`${index}`, context)
        const fixed = { ...inside('encoder', own), variables: inside('encoder', own).state }
        const translator = encoder(student.shape.at(-1) ?? 1, count)
        return {
          student: translator.apply(student, inside('translator', own)).features,
          teacher: encoder(channels, count).apply(detach(teacher), fixed).features,
        }
      })
      return { loss: factorTransferLoss(pairs, options), state: context.state }
    },
  }),
})
