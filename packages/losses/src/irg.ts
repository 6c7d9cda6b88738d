import { defineLoss, PotstillError, type FeaturePair } from '@potstill/spec'
import {
  addN,
  cast,
  div,
  equal,
  max,
  maximum,
  mean,
  mul,
  reshape,
  squaredDifference,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { adaptiveAveragePool, pooledToSmaller } from './parts/adaptive-pool'
import { checkSameClasses } from './parts/check-logits'
import { constant } from './parts/constant'
import { detach } from './parts/detach'
import { distances } from './parts/distances'
import { checkBatch, relationTraits, sumOverPairs } from './parts/features'

const name = 'irg'
const epsilon = 1e-12

export interface IrgOptions {
  /** Of the logits. Default: 0.1. */
  readonly vertexWeight?: number
  /** Of the distances between examples. Default: 5. */
  readonly edgeWeight?: number
  /** Of what changes from layer to layer. Default: 5. */
  readonly transformationWeight?: number
}

/**
 * Compares graphs whose vertices are the examples of a batch, and how these graphs change from layer to layer:
 *
 *     vertexWeight · mean (z − v)²                                 over examples and classes
 *     + edgeWeight · mean (E_s − E_t)²                             over all pairs of examples, and all pairs of taps
 *     + transformationWeight · mean (T_s − T_t)²                   over examples, and all pairs of maps that follow each other
 *
 * E are squared distances between the features of two examples, and T those between the maps of one example in two layers; both are
 * divided by the largest of the batch. The larger of two layers is averaged down to the size of the other, and the one with more channels to
 * as many as the other has. Liu et al. 2019, doi:10.1109/CVPR.2019.00726, in the form of Knowledge-Distillation-Zoo, which takes two maps and the
 * pooled features.
 *
 * @param studentLogits z, float32 `[B, C]`
 * @param teacherLogits v, float32 of the same shape
 * @param features pairs of float32 `[B, H, W, Ch]`, in the order of the layers, and `[B, D]`, whose shapes need not be the same
 * @returns float32 `[]`
 * @throws PotstillError `losses/shape`, `losses/class-count`, `losses/features`, `losses/batch`
 *
 * @example
 * const logits = tensor2d([[1], [2]])
 * const layer = (...values) => tensor4d(values, [2, 1, 1, 1])
 * const features = [
 *   { student: layer(0, 1), teacher: layer(0, 1) },
 *   { student: layer(1, 3), teacher: layer(1, 2) },
 * ]
 * // From one layer to the next, examples change by 1 and 4, and by 1 and 1.
 * irgLoss(logits, logits, features, { transformationWeight: 1 }) // => ((1 / 4 - 1) ** 2) / 2
 */
export function irgLoss(
  studentLogits: Tensor,
  teacherLogits: Tensor,
  features: readonly FeaturePair[],
  { vertexWeight = 0.1, edgeWeight = 5, transformationWeight = 5 }: IrgOptions = {},
): Tensor {
  checkSameClasses(name, studentLogits, teacherLogits)
  return tidy(() => {
    const vertices = mean(squaredDifference(studentLogits, detach(teacherLogits)))
    const edges = sumOverPairs(name, features, (student, teacher) => {
      checkBatch(name, student, 2)
      return mean(squaredDifference(relative(squares(student)), relative(squares(teacher))))
    })
    const maps = features.filter(({ student, teacher }) => student.rank === 4 && teacher.rank === 4)
    if (maps.length < 2) throw tooFew(maps.length)
    const steps = maps.slice(1).map((next, index) => ({ from: maps[index]!, next }))
    const transformations = steps.map(({ from, next }) => {
      const ours = relative(change(from.student, next.student))
      return mean(squaredDifference(ours, relative(change(detach(from.teacher), detach(next.teacher)))))
    })
    return addN([
      mul(vertexWeight, vertices),
      mul(edgeWeight / features.length, edges),
      mul(transformationWeight / steps.length, addN(transformations)),
    ])
  })
}

const squares = (features: Tensor) => distances(features, { power: 2, epsilon })

/** `[B]`: how far the maps of each example are from those of the next layer, squared. */
function change(from: Tensor, next: Tensor): Tensor {
  const [one, other] = pooledToSmaller(from, next)
  const channels = Math.min(one.shape[3] ?? 1, other.shape[3] ?? 1)
  const apart = squaredDifference(fewerChannels(one, channels), fewerChannels(other, channels))
  return maximum(sum(apart, [1, 2, 3]), epsilon)
}

/** Averages channels that stand beside each other: of C to C / 2, each with the next. */
function fewerChannels(maps: Tensor, to: number): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = maps.shape
  const rows = reshape(maps, [batch * height * width, 1, channels, 1])
  return reshape(adaptiveAveragePool(rows, 1, to), [batch, height, width, to])
}

/** Divides by the largest. Where several are, as every distance of two examples is there twice, its gradient is shared among them. */
function relative(values: Tensor): Tensor {
  const shares = constant((all) => {
    const largest = cast(equal(all, max(all)), 'float32')
    return div(largest, sum(largest))
  }, values)
  return div(values, sum(mul(values, shares)))
}

function tooFew(count: number): PotstillError {
  return new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'at least two pairs of maps [B, H, W, C], in the order of the layers',
    received: String(count),
    fix: 'name more taps before the network is pooled or flattened',
  })
}

/**
 * Defines distillation by instance relationship graphs. See `irgLoss`.
 *
 * @example
 * irg().needs // => ['studentLogits', 'teacherLogits', 'features']
 */
export const irg = defineLoss({
  name,
  summary: 'How examples lie to each other in each layer, and how that changes from layer to layer.',
  source: 'Liu et al. 2019, doi:10.1109/CVPR.2019.00726',
  formula: [
    '0.1 mean (z − v)² + 5 mean (E_s − E_t)² + 5 mean (T_s − T_t)²; the weights are options',
    'z, v: logits of student (s) and teacher (t)',
    'E: squared distances between two examples in a layer, relative to the largest of the batch',
    'T: those between the maps of one example in two layers, likewise',
  ].join('\n'),
  advice:
    'Takes the last maps of two stages and the pooled features as taps, and needs no layers of the same width. ' +
    'Weight 1: the weights of its three parts, 0.1, 5 and 5, are its options. ' +
    'Distances are relative to the largest of the batch, so that one outlier changes all of them; batches of a few examples say little.',
  needs: ['studentLogits', 'teacherLogits', 'features'],
  options: z.strictObject({
    vertexWeight: z.number().nonnegative().default(0.1).describe('Of the difference of the logits.'),
    edgeWeight: z.number().nonnegative().default(5).describe('Of the distances between examples.'),
    transformationWeight: z
      .number()
      .nonnegative()
      .default(5)
      .describe('Of what changes from one layer to the next.'),
  }),
  create: (options) => ({
    traits: { ...relationTraits, sameClasses: true },
    compute: ({ studentLogits, teacherLogits, features }) =>
      irgLoss(studentLogits, teacherLogits, features, options),
  }),
})
