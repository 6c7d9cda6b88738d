import { defineLoss } from '@potstill/spec'
import {
  add,
  addN,
  div,
  fill,
  log,
  mean,
  mul,
  relu,
  reshape,
  softplus,
  squaredDifference,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { inTurn, merged, plain, type Connector } from './connectors/connector'
import { linear } from './connectors/linear'
import { perPair } from './connectors/per-pair'
import { pooledToSmaller } from './parts/adaptive-pool'
import { detach } from './parts/detach'
import { checkSameFeatures, featureTraits } from './parts/features'

const name = 'vid'

export interface VidArguments {
  /** What the connector makes of the student's features, float32 `[B, …, C]`. */
  readonly student: Tensor
  /** float32 of the same shape. */
  readonly teacher: Tensor
  /** ρ, float32 `[C]`. */
  readonly logScale: Tensor
  /** The least variance. Default: 1e-5. */
  readonly epsilon?: number
}

/**
 * How improbable the teacher's features are under a Gaussian around what the student says of them. With σ² = softplus(ρ) + ε for each
 * channel,
 *
 *     ½ · mean over places and channels of [(s − t)² / σ² + log σ²]
 *
 * Ahn et al. 2019, arXiv:1904.05835, without the constant ½ log 2π.
 *
 * @returns float32 `[B]`; it may be negative
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor2d([[1]])
 * const teacher = tensor2d([[3]])
 * const logScale = tensor1d([Math.log(Math.E - 1)])
 * vidLoss({ student, teacher, logScale, epsilon: 0 }).dataSync()[0].toFixed(5) // => '2.00000'
 */
export function vidLoss({ student, teacher, logScale, epsilon = 1e-5 }: VidArguments): Tensor {
  checkSameFeatures(name, student, teacher)
  return tidy(() => {
    const variance = add(softplus(logScale), epsilon)
    const each = add(div(squaredDifference(student, detach(teacher)), variance), log(variance))
    return mul(0.5, mean(reshape(each, [student.shape[0] ?? 0, -1]), -1))
  })
}

/**
 * Defines variational information distillation: a connector of three 1×1 convolutions and a variance for each channel are trained with the
 * student. The larger of two maps is averaged down to the size of the other. See `vidLoss`.
 *
 * @example
 * vid().traits.zeroAtMatch // => false
 */
export const vid = defineLoss({
  name,
  summary: "How improbable the teacher's features are, given the student's.",
  source: 'Ahn et al. 2019, arXiv:1904.05835',
  formula: [
    '½ · mean over places and channels of [(s − t)² / σ² + log σ²]',
    "s: what a connector makes of the student's features; t: the teacher's features",
    'σ² = softplus(ρ) + ε: a variance for each channel, learned with the student; pairs summed',
  ].join('\n'),
  advice:
    "Where some channels of the teacher cannot be told from the student's features: they are given a large variance, and then count little. " +
    'Usual weight 1, at the ends of three stages, with variances that start at 5. ' +
    'Its value may be below 0; connector and variances train with the student and are not part of it afterwards.',
  needs: ['features'],
  options: z.strictObject({
    initialVariance: z.number().positive().default(5).describe('The variance of every channel at first.'),
    epsilon: z.number().positive().default(1e-5).describe('The least variance.'),
  }),
  create: ({ initialVariance, epsilon }) => {
    const connectors = perPair(name, ({ student, teacher }) =>
      threeLayers(student.at(-1) ?? 1, teacher.at(-1) ?? 1),
    )
    return {
      traits: { ...featureTraits, zeroAtMatch: false },
      init: ({ shapes, random }) => {
        const rho = Math.log(Math.expm1(Math.max(initialVariance - epsilon, 1e-6)))
        const scales = shapes.features.map(({ teacher }, index) => ({
          trainable: { [`${index}/logScale`]: fill([teacher.at(-1) ?? 1], rho) },
        }))
        return merged([connectors.init({ shapes, random }), ...scales])
      },
      compute: ({ features }, context) => {
        const pooled = features.map(({ student, teacher }) => {
          if (student.rank !== 4) return { student, teacher }
          const [ours, theirs] = pooledToSmaller(student, teacher)
          return { student: ours, teacher: theirs }
        })
        const losses = connectors.apply(pooled, context).features.map((pair, index) => {
          const logScale = context.variables[`${index}/logScale`]!
          return vidLoss({ ...pair, logScale, epsilon })
        })
        return addN(losses)
      },
    }
  },
})

/** Three 1×1 convolutions with ReLUs between, and He's initial weights (2015, arXiv:1502.01852). */
function threeLayers(from: number, to: number): Connector {
  const layer = (inputs: number) => linear(inputs, to, { bias: false, gain: Math.sqrt(6) })
  return inTurn({
    first: layer(from),
    firstRelu: plain(relu),
    second: layer(to),
    secondRelu: plain(relu),
    third: layer(to),
  })
}
