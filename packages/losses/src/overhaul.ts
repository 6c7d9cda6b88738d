import { defineLoss, PotstillError, type NamedTensors } from '@potstill/spec'
import {
  add,
  addN,
  div,
  matMul,
  maximum,
  mean,
  minimum,
  moments,
  mul,
  ones,
  relu,
  reshape,
  sign,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { detach } from './parts/detach'
import { checkMaps, checkSameFeatures, featureTraits } from './parts/features'

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
 * Defines the overhaul of feature distillation: a 1×1 convolution with batch normalisation is trained with the student for each pair, the
 * mean over channels and places is the trainer's to weigh. The margin of a channel is the mean of its negative values over what the
 * teacher has said so far. Pair i of n counts 2^(i − n + 1). See `overhaulLoss`.
 *
 * @example
 * overhaul().traits.zeroAtMatch // => false
 */
export const overhaul = defineLoss({
  name,
  summary: "The teacher's features, of which negative ones count as far as they matter.",
  source: 'Heo et al. 2019, arXiv:1904.01866',
  needs: ['features'],
  options: z.strictObject({
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('Share of the old value in running margins and statistics.'),
  }),
  create: ({ momentum }) => ({
    traits: { ...featureTraits, zeroAtMatch: false, permutationInvariant: true },
    init: ({ shapes: { features }, random }) => {
      if (features.length === 0) throw noPair()
      const parts = features.map(({ student, teacher }, index) => {
        const [from, to] = [student.at(-1) ?? 1, teacher.at(-1) ?? 1]
        return {
          trainable: {
            [`${index}/weights`]: random.normal(`${index}/weights`, [from, to], 0, Math.sqrt(2 / to)),
            [`${index}/scale`]: ones([to]),
            [`${index}/offset`]: zeros([to]),
          },
          state: {
            [`${index}/mean`]: zeros([to]),
            [`${index}/variance`]: ones([to]),
            [`${index}/margin`]: zeros([to]),
          },
        }
      })
      return {
        trainable: Object.assign({}, ...parts.map(({ trainable }) => trainable)) as NamedTensors,
        state: Object.assign({}, ...parts.map(({ state }) => state)) as NamedTensors,
      }
    },
    compute: ({ features }, { variables, state, training }) => {
      const moved = (old: Tensor, now: Tensor) => add(mul(old, momentum), mul(detach(now), 1 - momentum))
      const steps = features.map(({ student, teacher }, index) => {
        const at = (part: string) => `${index}/${part}`
        const rows = matMul(reshape(student, [-1, student.shape.at(-1) ?? 1]), variables[at('weights')]!)
        const now = moments(rows, 0)
        const [centre, spread] = training
          ? [now.mean, now.variance]
          : [state[at('mean')]!, state[at('variance')]!]
        const normal = div(sub(rows, centre), sqrt(add(spread, 1e-5)))
        const connected = add(mul(normal, variables[at('scale')]!), variables[at('offset')]!)
        const margin = moved(state[at('margin')]!, mean(minimum(detach(teacher), 0), [0, 1, 2]))
        const loss = overhaulLoss({ student: reshape(connected, teacher.shape), teacher, margin })
        const next = {
          [at('mean')]: moved(state[at('mean')]!, now.mean),
          [at('variance')]: moved(state[at('variance')]!, now.variance),
          [at('margin')]: margin,
        }
        return { loss: mul(loss, 2 ** (index - features.length + 1)), next: training ? next : {} }
      })
      return {
        loss: addN(steps.map(({ loss }) => loss)),
        state: { ...state, ...(Object.assign({}, ...steps.map(({ next }) => next)) as NamedTensors) },
      }
    },
  }),
})

function noPair(): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'at least one pair of features',
    received: 'none',
    fix: 'name taps: [[student, teacher], …]',
  })
}
