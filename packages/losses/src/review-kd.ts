import {
  defineLoss,
  PotstillError,
  type FeaturePair,
  type LossContext,
  type NamedTensors,
  type Shape,
} from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import { attentionFusion } from './connectors/attention-fusion'
import { inside, merged, prefixed, under } from './connectors/connector'
import { shapesOf, type PairShapes } from './connectors/per-pair'
import { hierarchicalContextLoss, type HierarchicalContextOptions } from './hierarchical-context'
import { checkPairs, featureTraits } from './parts/features'

const name = 'reviewKd'

/**
 * Compares the student's maps, after each was fused with all deeper ones, with the teacher's, by the hierarchical context loss, summed over
 * the pairs. This is the part after the connectors: `reviewKd` brings those.
 *
 * Chen et al. 2021, arXiv:2104.09044. Usual weights: 1 to 8, growing from 0 over the first 20 epochs.
 *
 * @param features pairs of float32 `[B, H, W, C]` of one shape: `student` after the fusion
 * @returns float32 `[B]`
 * @throws PotstillError `losses/features`
 *
 * @example
 * const student = tensor4d([1, -1], [1, 2, 1, 1])
 * const teacher = tensor4d([0, 0], [1, 2, 1, 1])
 * reviewKdLoss([{ student, teacher }], { levels: [1] }) // => [2 / 3]
 */
export function reviewKdLoss(
  features: readonly FeaturePair[],
  options: HierarchicalContextOptions = {},
): Tensor {
  return hierarchicalContextLoss(features, options)
}

/**
 * Defines knowledge review: taps in the order of the network, shallow first. Attention-based fusions, trained with the student, let each of
 * its layers learn from the teacher's layer with the help of all deeper ones. See `reviewKdLoss`.
 *
 * In between they have as many channels as the student's deepest tap, at most `maxChannels`: mdistiller's recipes name another most in some
 * places, which its program does not read.
 *
 * @example
 * reviewKd({ maxChannels: 256 }).traits.zeroAtMatch // => false
 */
export const reviewKd = defineLoss({
  name,
  summary: "The teacher's maps, made of the student's at the same depth and deeper.",
  source: 'Chen et al. 2021, arXiv:2104.09044',
  formula: [
    'Σ_k 2^(−k) d_k / Σ_k 2^(−k), summed over the pairs',
    'd_0: mean of (s − t)² over the whole maps; d_k: of maps averaged down to the k-th level',
    "s: the student's map, fused with all deeper ones; t: the teacher's at the same depth",
  ].join('\n'),
  advice:
    "Every layer of the student learns with the help of all deeper ones, whose channels and sizes may differ from the teacher's. " +
    'Usual weight 5 on CIFAR, 1 for ResNet-34 to 18 and 8 for ResNet-50 to MobileNet, with a warm-up of 20 epochs. ' +
    'Taps stand in the order of the network, shallow first; the fusions train with the student and are not part of it afterwards.',
  needs: ['features'],
  options: z.strictObject({
    levels: z
      .array(z.int().positive())
      .default([4, 2, 1])
      .describe('Sizes that maps are averaged down to, from large to small.'),
    maxChannels: z.int().positive().default(512).describe('The most channels that layers are fused in.'),
  }),
  create: ({ levels, maxChannels }) => ({
    traits: { ...featureTraits, zeroAtMatch: false },
    init: ({ shapes: { features }, random }) => {
      checkPairs(name, features.length)
      const fusions = fusionsOf(features, maxChannels)
      return merged(fusions.map((fusion, index) => under(`${index}`, fusion.init(random.child(`${index}`)))))
    },
    compute: ({ features }, context) => {
      const { pairs, state } = review(features, maxChannels, context)
      return { loss: reviewKdLoss(pairs, { levels }), state }
    },
  }),
})

/** The pairs after the fusion, in their order, and the next statistics. */
export function review(features: readonly FeaturePair[], maxChannels: number, context: LossContext) {
  const fusions = fusionsOf(features.map(shapesOf), maxChannels)
  const pairs: FeaturePair[] = []
  let state: NamedTensors = context.state
  let deeper: Tensor | undefined
  for (const [index, { student, teacher }] of [...features.entries()].toReversed()) {
    const fused = fusions[index]!.apply(student, deeper, inside(`${index}`, context))
    pairs.unshift({ student: fused.features, teacher })
    state = { ...state, ...prefixed(`${index}`, fused.state) }
    deeper = fused.residual
  }
  return { pairs, state }
}

function fusionsOf(shapes: readonly PairShapes[], maxChannels: number) {
  const deepest = shapes.length - 1
  const middle = Math.min(maxChannels, shapes.at(-1)?.student.at(-1) ?? 1)
  return shapes.map(({ student, teacher }, index) => {
    checkMap(student)
    const [height = 0, width = 0, channels = 0] = checkMap(teacher)
    return attentionFusion({
      from: student[2] ?? 1,
      middle,
      teacher: [height, width, channels],
      fuses: index < deepest,
    })
  })
}

function checkMap(shape: Shape): Shape {
  if (shape.length === 3) return shape
  throw new PotstillError({
    code: 'losses/features',
    component: name,
    expected: 'maps [H, W, C] at every tap',
    received: `[${shape}]`,
    fix: 'name taps before the network is pooled or flattened',
  })
}
