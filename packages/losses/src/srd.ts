import { defineLoss, type FeaturePair, type Shape } from '@potstill/spec'
import { abs, add, log, mean, mul, pow, sub, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { batchNorm } from './connectors/batch-norm'
import { inside, inTurn, merged, prefixed, under } from './connectors/connector'
import { linear } from './connectors/linear'
import { perPair } from './connectors/per-pair'
import { detach } from './parts/detach'
import { checkBatch, checkSameFeatures, relationTraits, sumOverPairs } from './parts/features'

const name = 'srd'

export interface SrdOptions {
  /** Default: `'torchdistill'`. */
  readonly variant?: 'torchdistill' | 'deit'
  /** Default: 4. */
  readonly exponent?: number
  /** Keeps the logarithm finite. Default: 1e-5. */
  readonly epsilon?: number
}

/**
 * Compares features of which every entry has the mean 0 and the variance 1 over the batch, by a logarithm that makes much of the last
 * differences: with p the exponent, summed over the pairs,
 *
 *     torchdistill: log(Σ |s − t|^p + ε)               over examples and entries; the authors' program for ImageNet's residual networks
 *     deit:         log(Σ |1 − mean of s · t|^p + ε)   over entries, the mean being over examples; their program for transformers
 *
 * Miles & Mikolajczyk 2024, arXiv:2303.11098. Both add the divergence of the probabilities at temperature 1, `softTargets` here, and
 * torchdistill counts this loss twice.
 *
 * @param features pairs of float32 `[B, …, D]` of one shape: `student` after its projector, both normalised
 * @returns float32 `[]`; it may be negative
 * @throws PotstillError `losses/features`, `losses/batch`
 *
 * @example
 * const student = tensor2d([[1], [-1]])
 * const teacher = tensor2d([[-1], [1]])
 * const [value] = srdLoss([{ student, teacher }], { epsilon: 0 }).dataSync()
 * value.toFixed(5) // => Math.log(2 ** 4 + 2 ** 4).toFixed(5)
 */
export function srdLoss(
  features: readonly FeaturePair[],
  { variant = 'torchdistill', exponent = 4, epsilon = 1e-5 }: SrdOptions = {},
): Tensor {
  return tidy(() =>
    sumOverPairs(name, features, (student, teacher) => {
      checkSameFeatures(name, student, teacher)
      checkBatch(name, student, 2)
      const apart =
        variant === 'torchdistill' ? sub(student, teacher) : sub(1, mean(mul(student, teacher), 0))
      return log(add(sum(pow(abs(apart), exponent)), epsilon))
    }),
  )
}

/**
 * Defines the simple recipe of distillation: maps and tokens are averaged over their places, a linear projector makes as many entries as the
 * teacher has of the student's, and both are normalised over the batch, without a scale or an offset. The projector trains with the student.
 * See `srdLoss`.
 *
 * @example
 * srd({ variant: 'deit' }).traits.perExample // => false
 */
export const srd = defineLoss({
  name,
  summary: 'Pooled and normalised features, the last differences above all.',
  source: 'Miles & Mikolajczyk 2024, arXiv:2303.11098',
  formula: [
    'torchdistill: log(Σ |N(P s) − N(t)|^p + ε), over examples and entries',
    'deit: log(Σ |1 − mean of N(P s) · N(t)|^p + ε), over entries, with the mean over examples',
    's, t: features of student and teacher, averaged over places; p: the exponent',
    'P: a linear projector; N: mean 0 and variance 1 over the batch',
  ].join('\n'),
  advice:
    'One tap, the last before the classifier, and hardly anything to choose. ' +
    'Weight 2 beside crossEntropy and softTargets at temperature 1, with weight 1 each. ' +
    'The logarithm can be negative, so a total that falls below 0 is no mistake. ' +
    'Statistics of the batch are part of it: batches of a few examples are too small.',
  needs: ['features'],
  options: z.strictObject({
    variant: z
      .enum(['torchdistill', 'deit'])
      .default('torchdistill')
      .describe('torchdistill: differences of entries; deit: how far correlations of entries are from 1.'),
    exponent: z.number().min(1).default(4).describe('The power that differences are raised to.'),
    epsilon: z.number().positive().default(1e-5).describe('Keeps the logarithm finite.'),
    normEpsilon: z.number().positive().default(1e-4).describe('Added to variances.'),
  }),
  create: ({ normEpsilon, ...options }) => {
    const norm = (shape: Shape) => batchNorm(entries(shape), { epsilon: normEpsilon, affine: false })
    const ofStudent = perPair(name, ({ student, teacher }) =>
      inTurn({ projector: linear(entries(student), entries(teacher)), norm: norm(teacher) }),
    )
    const ofTeacher = perPair(name, ({ teacher }) => inTurn({ norm: norm(teacher) }))
    return {
      traits: { ...relationTraits, zeroAtMatch: false },
      init: ({ shapes, random }) =>
        merged([
          under('student', ofStudent.init({ shapes, random })),
          under('teacher', ofTeacher.init({ shapes, random })),
        ]),
      compute: ({ features }, context) => {
        const pooled = features.map(({ student, teacher }) => ({
          student: overPlaces(student),
          teacher: overPlaces(detach(teacher)),
        }))
        const ours = ofStudent.apply(pooled, inside('student', context))
        const swapped = pooled.map(({ teacher }) => ({ student: teacher, teacher }))
        const theirs = ofTeacher.apply(swapped, inside('teacher', context))
        const pairs = ours.features.map(({ student }, index) => ({
          student,
          teacher: theirs.features[index]!.student,
        }))
        const state = { ...prefixed('student', ours.state), ...prefixed('teacher', theirs.state) }
        return { loss: srdLoss(pairs, options), state }
      },
    }
  },
})

const entries = (shape: Shape) => shape.at(-1) ?? 1

/** `[B, D]` of `[B, …, D]`. */
function overPlaces(features: Tensor): Tensor {
  const places = features.shape.map((_, axis) => axis).slice(1, -1)
  return places.length === 0 ? features : mean(features, places)
}
