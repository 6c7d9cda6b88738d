import { PotstillError, type FeaturePair, type LossTraits } from '@potstill/spec'
import { add, type Tensor } from '@tensorflow/tfjs-core'
import { detach } from './detach'

/** Of a loss on features that gives a value per example and is 0 where both are the same. */
export const featureTraits: LossTraits = {
  level: 'features',
  softened: false,
  perExample: true,
  sameClasses: false,
  zeroAtMatch: true,
  temperatureSquared: false,
}

/** Of one that relates the examples of a batch with each other. */
export const relationTraits: LossTraits = {
  ...featureTraits,
  level: 'relations',
  perExample: false,
  smallestBatch: 2,
}

/**
 * The sum of a loss over all pairs, the teacher's side as constants.
 *
 * @throws PotstillError `losses/features` where there is no pair
 */
export function sumOverPairs(
  component: string,
  features: readonly FeaturePair[],
  loss: (student: Tensor, teacher: Tensor, index: number) => Tensor,
): Tensor {
  checkPairs(component, features.length)
  const [first, ...others] = features.map(({ student, teacher }, index) =>
    loss(student, detach(teacher), index),
  )
  return others.reduce((sum, each) => add(sum, each), first!)
}

/** @throws PotstillError `losses/features` where feature maps are not `[B, H, W, C]` */
export function checkMaps(component: string, ...maps: readonly Tensor[]): void {
  const wrong = maps.find(({ rank }) => rank !== 4)
  if (wrong === undefined) return
  throw new PotstillError({
    code: 'losses/features',
    component,
    expected: 'feature maps of shape [B, H, W, C]',
    received: `[${wrong.shape}]`,
    fix: 'name taps before the network is pooled or flattened',
  })
}

/** @throws PotstillError `losses/batch` where there are fewer examples than a method can relate */
export function checkBatch(component: string, features: Tensor, least: number): void {
  const examples = features.shape[0] ?? 0
  if (examples >= least) return
  throw new PotstillError({
    code: 'losses/batch',
    component,
    expected: `at least ${least} examples in a batch, which it relates to each other`,
    received: String(examples),
    fix: 'choose larger batches, or a number of examples that leaves no smaller one',
  })
}

/** @throws PotstillError `losses/features` where a pair differs in shape, or in its last axis where only `channels` have to be the same */
export function checkSameFeatures(
  component: string,
  student: Tensor,
  teacher: Tensor,
  channels = false,
): void {
  const told = ({ shape }: Tensor) => (channels ? String(shape.at(-1)) : String(shape))
  if (told(student) === told(teacher)) return
  throw new PotstillError({
    code: 'losses/features',
    component,
    expected: channels ? 'features with the same number of channels' : 'features of one shape',
    received: `student [${student.shape}], teacher [${teacher.shape}]`,
    fix: 'choose taps that fit, or a loss that brings a connector',
  })
}

/** @throws PotstillError `losses/features` where there is no pair */
export function checkPairs(component: string, count: number): void {
  if (count > 0) return
  throw new PotstillError({
    code: 'losses/features',
    component,
    expected: 'at least one pair of features',
    received: 'none',
    fix: 'name taps: [[student, teacher], …]',
  })
}
