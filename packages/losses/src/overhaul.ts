import { defineLoss } from '@potstill/spec'
import {
  add,
  addN,
  maximum,
  mul,
  relu,
  reshape,
  sign,
  square,
  sub,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { batchNorm } from './connectors/batch-norm'
import { inTurn } from './connectors/connector'
import { linear } from './connectors/linear'
import { perPair } from './connectors/per-pair'
import { detach } from './parts/detach'
import { checkMaps, checkSameFeatures, featureTraits } from './parts/features'
import { gaussianMeanOfNegatives, meanOfNegatives } from './parts/negative-margin'

const name = 'overhaul'

export interface OverhaulArguments {
  /** What the connector makes of the student's features before their non-linearity, float32 `[B, H, W, C]`. */
  readonly student: Tensor
  /** The teacher's, before its non-linearity, float32 of the same shape. */
  readonly teacher: Tensor
  /** m, at most 0, float32 `[C]` or `[1, 1, 1, C]`: what the teacher's negative values are raised to. */
  readonly margin: Tensor
}

/**
 * The distance to the teacher's features, of which negative ones count only as far as they matter: with the target t' = max(t, m),
 *
 *     Σ over places and channels of (s − t')², without the entries where s ≤ t' ≤ 0
 *
 * Heo et al. 2019, arXiv:1904.01866. Usual weight 1e-3, early layers half as much as the next.
 *
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([-3, 0, 2], [1, 1, 1, 3])
 * const teacher = tensor4d([-5, -5, 1], [1, 1, 1, 3])
 * const margin = tensor1d([-1, -1, -1])
 * overhaulLoss({ student, teacher, margin }) // => [2]
 */
export function overhaulLoss({ student, teacher, margin }: OverhaulArguments): Tensor {
  checkMaps(name, student, teacher)
  checkSameFeatures(name, student, teacher)
  return tidy(() => {
    const theirs = detach(teacher)
    // In the teacher's shape: the gradient of a maximum does not add up what was broadcast.
    const target = maximum(theirs, add(mul(theirs, 0), margin))
    // 1 where s > t' or t' > 0, as a constant: comparisons have no gradient.
    const counts = sign(add(relu(sub(detach(student), target)), relu(target)))
    const cost = mul(square(sub(student, target)), counts)
    return sum(reshape(cost, [student.shape[0] ?? 0, -1]), -1)
  })
}

/**
 * Defines the overhaul of feature distillation: a 1×1 convolution with batch normalisation is trained with the student for each pair of
 * taps, both before their non-linearity. Pair i of n counts 2^(i − n + 1). The margin of a channel is what the teacher's values of it are on
 * average where they are negative: counted in the batch, or as they would be under a Gaussian. See `overhaulLoss`.
 *
 * @example
 * overhaul({ margin: 'gaussian' }).traits.zeroAtMatch // => false
 */
export const overhaul = defineLoss({
  name,
  summary: "The teacher's features, of which negative ones count as far as they matter.",
  source: 'Heo et al. 2019, arXiv:1904.01866',
  formula: [
    "Σ over places and channels of (s − t')², without the entries where s ≤ t' ≤ 0",
    "t' = max(t, m); s: what a connector makes of the student's features; t: the teacher's",
    "m: mean of a channel's negative values; pair i of n counts 2^(i − n + 1)",
  ].join('\n'),
  advice:
    'For networks with ReLUs: where the teacher is below 0, so may the student be, as far as it likes. ' +
    'Usual weight 0.001, and 0.0001 for ResNet-50 to MobileNet: the value is a sum over the whole map. ' +
    'Taps lie before the non-linearity and have maps of one size; the connector trains with the student and is not part of it afterwards.',
  needs: ['features'],
  options: z.strictObject({
    margin: z
      .enum(['mean', 'gaussian'])
      .default('mean')
      .describe(
        "The mean of a channel's negative values: mean, of those in the batch; gaussian, by the channel's mean and deviation.",
      ),
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('Share of the old value in the running statistics of the connectors.'),
  }),
  create: ({ margin, momentum }) => {
    const marginOf = margin === 'mean' ? meanOfNegatives : gaussianMeanOfNegatives
    const connectors = perPair(name, ({ student, teacher }) => {
      const [from, to] = [student.at(-1) ?? 1, teacher.at(-1) ?? 1]
      // The bound of a uniform distribution with their program's deviation, √(2 / to).
      const gain = Math.sqrt((6 * from) / to)
      return inTurn({
        convolution: linear(from, to, { bias: false, gain }),
        norm: batchNorm(to, { momentum: 1 - momentum }),
      })
    })
    return {
      traits: { ...featureTraits, zeroAtMatch: false },
      init: connectors.init,
      compute: ({ features }, context) => {
        const connected = connectors.apply(features, context)
        const losses = connected.features.map(({ student, teacher }, index) => {
          checkMaps(name, teacher)
          const loss = overhaulLoss({ student, teacher, margin: marginOf(detach(teacher)) })
          return mul(loss, 2 ** (index - features.length + 1))
        })
        return { loss: addN(losses), state: connected.state }
      },
    }
  },
})
