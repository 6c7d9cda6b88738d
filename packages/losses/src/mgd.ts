import { defineLoss, PotstillError, type FeaturePair, type Shape } from '@potstill/spec'
import {
  cast,
  less,
  mean,
  mul,
  relu,
  reshape,
  squaredDifference,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { inside, inTurn, merged, plain, under, type Connector } from './connectors/connector'
import { convolution } from './connectors/convolution'
import { linear } from './connectors/linear'
import { perPair, type PairShapes } from './connectors/per-pair'
import { checkMaps, checkSameFeatures, featureTraits, sumOverPairs } from './parts/features'

const name = 'mgd'

export interface MgdOptions {
  /** Default: `'mmrazor'`. */
  readonly variant?: 'mmrazor' | 'modelopt'
}

/**
 * Compares the teacher's maps with those that are made of the student's where some of them were masked, summed over the pairs:
 *
 *     mmrazor:  Σ over places and channels of (g − t)²      the authors' program, too; usual weight 2e-5
 *     modelopt: their mean                                  NVIDIA Model Optimizer; usual weight 1
 *
 * where g is what a generator makes of the masked maps. Yang et al. 2022, arXiv:2205.01529.
 *
 * @param features pairs of float32 `[B, H, W, C]` of one shape: `student` after the generator
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, 3], [1, 1, 2, 1])
 * const teacher = tensor4d([1, 1], [1, 1, 2, 1])
 * mgdLoss([{ student, teacher }]) // => [4]
 * mgdLoss([{ student, teacher }], { variant: 'modelopt' }) // => [2]
 */
export function mgdLoss(features: readonly FeaturePair[], { variant = 'mmrazor' }: MgdOptions = {}): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkMaps(name, student, teacher)
      checkSameFeatures(name, student, teacher)
      const squares = reshape(squaredDifference(student, teacher), [student.shape[0] ?? 0, -1])
      return variant === 'mmrazor' ? sum(squares, -1) : mean(squares, -1)
    }),
  )
}

/**
 * Defines masked generative distillation: the student's maps get the teacher's number of channels by a 1×1 convolution where they have
 * another, a share of them is masked by chance, and two 3×3 convolutions with a ReLU between make the teacher's maps of what is left. All of
 * these train with the student. See `mgdLoss`.
 *
 * @example
 * mgd({ mask: 'channels', maskRatio: 0.15 }).traits.zeroAtMatch // => false
 */
export const mgd = defineLoss({
  name,
  summary: "The teacher's maps, made of what a mask leaves of the student's.",
  source: 'Yang et al. 2022, arXiv:2205.01529',
  formula: [
    'mmrazor: Σ (G(M · A(s)) − t)² over places and channels; modelopt: its mean',
    's, t: maps of student and teacher; A: a 1×1 convolution where their channels differ',
    'M: 0 for a share of the places (or channels), drawn anew in every step, else 1',
    'G: two 3×3 convolutions with a ReLU between',
  ].join('\n'),
  advice:
    "Asks of the student's maps that the teacher's can be guessed from a part of them, not that they are the same. " +
    'Weight 2e-5 with mmrazor, whose sum grows with the maps, and 1 with modelopt. ' +
    'The authors mask places for detection and segmentation, and 0.15 of the channels, with weight 7e-5, for classification. ' +
    'Taps have to be maps of one size.',
  needs: ['features'],
  options: z.strictObject({
    mask: z
      .enum(['places', 'channels'])
      .default('places')
      .describe('What is masked: places, with all of their channels, or channels as a whole.'),
    maskRatio: z.number().min(0).lt(1).default(0.65).describe('How probable it is to be masked.'),
    variant: z
      .enum(['mmrazor', 'modelopt'])
      .default('mmrazor')
      .describe('mmrazor: the sum of squares of an example; modelopt: their mean.'),
  }),
  create: ({ mask, maskRatio, variant }) => {
    const alignments = perPair(name, alignment)
    const generators = perPair(name, ({ teacher }) => generator(teacher[2] ?? 1))
    return {
      // Which places are masked goes by where an example stands in the batch.
      traits: { ...featureTraits, zeroAtMatch: false, permutationInvariant: false },
      init: ({ shapes, random }) =>
        merged([
          under('alignment', alignments.init({ shapes, random: random.child('alignment') })),
          under('generator', generators.init({ shapes, random: random.child('generator') })),
        ]),
      compute: ({ features }, context) => {
        const aligned = alignments.apply(features, inside('alignment', context))
        const masked = aligned.features.map(({ student, teacher }, index) => {
          const [batch = 0, height = 0, width = 0, channels = 0] = student.shape
          const shape = mask === 'places' ? [batch, height, width, 1] : [batch, 1, 1, channels]
          const left = less(context.random.uniform(`${index}/mask`, shape), 1 - maskRatio)
          return { student: mul(student, cast(left, 'float32')), teacher }
        })
        return mgdLoss(generators.apply(masked, inside('generator', context)).features, { variant })
      },
    }
  },
})

function alignment({ student, teacher }: PairShapes): Connector {
  const [height, width, from = 1] = student
  const isMap = student.length === 3 && teacher.length === 3
  if (!isMap || height !== teacher[0] || width !== teacher[1]) throw otherSizes(student, teacher)
  const to = teacher[2] ?? 1
  return from === to ? plain((maps) => maps) : linear(from, to)
}

function generator(channels: number): Connector {
  return inTurn({
    first: convolution(channels, channels, { padding: 1 }),
    relu: plain(relu),
    second: convolution(channels, channels, { padding: 1 }),
  })
}

function otherSizes(student: Shape, teacher: Shape): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'maps [H, W, C] of the same height and width',
    received: `student [${student.join()}], teacher [${teacher.join()}]`,
    fix: 'choose other taps',
  })
}
