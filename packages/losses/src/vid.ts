import { defineLoss, type NamedTensors, type Random } from '@potstill/spec'
import {
  add,
  addN,
  div,
  fill,
  log,
  mean,
  matMul,
  mul,
  relu,
  reshape,
  softplus,
  squaredDifference,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { pooledToSmaller } from './parts/adaptive-pool'
import { detach } from './parts/detach'
import { checkPairs, checkSameFeatures, featureTraits } from './parts/features'

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
  create: ({ initialVariance, epsilon }) => ({
    traits: { ...featureTraits, zeroAtMatch: false },
    init: ({ shapes: { features }, random }) => {
      checkPairs(name, features.length)
      const rho = Math.log(Math.expm1(Math.max(initialVariance - epsilon, 1e-6)))
      const pairs = features.map(({ student, teacher }, index) => {
        const [from, to] = [student.at(-1) ?? 1, teacher.at(-1) ?? 1]
        const own = random.child(String(index))
        return {
          ...connector(`${index}/`, from, to, own),
          [`${index}/logScale`]: fill([to], rho),
        }
      })
      return { trainable: Object.assign({}, ...pairs) as NamedTensors }
    },
    compute: ({ features }, { variables }) => {
      const losses = features.map((pair, index) => {
        const [ours, theirs] =
          pair.student.rank === 4 ? pooledToSmaller(pair.student, pair.teacher) : [pair.student, pair.teacher]
        const student = connected(ours, variables, `${index}/`)
        return vidLoss({ student, teacher: theirs, logScale: variables[`${index}/logScale`]!, epsilon })
      })
      return addN(losses)
    },
  }),
})

/** Three 1×1 convolutions, He's initial weights (2015, arXiv:1502.01852). */
function connector(prefix: string, from: number, to: number, random: Random): NamedTensors {
  const weights = (layer: string, inputs: number) =>
    random.normal(layer, [inputs, to], 0, Math.sqrt(2 / inputs))
  return {
    [`${prefix}first`]: weights('first', from),
    [`${prefix}second`]: weights('second', to),
    [`${prefix}third`]: weights('third', to),
  }
}

function connected(features: Tensor, variables: NamedTensors, prefix: string): Tensor {
  const channels = features.shape.at(-1) ?? 1
  const rows = reshape(features, [-1, channels])
  const layer = (values: Tensor, of: string) => matMul(values, variables[prefix + of]!)
  const out = layer(relu(layer(relu(layer(rows, 'first')), 'second')), 'third')
  return reshape(out, [...features.shape.slice(0, -1), out.shape[1] ?? 1])
}
