import {
  hashKey,
  PotstillError,
  uniformStream,
  type ArrayBatch,
  type Augmentation,
  type Shape,
} from '@potstill/spec'
import { exampleSize } from '../examples'
import { exampleSteps, guarded, throughSteps, viewSeed } from './augment-example'
import type { AugmentedArrays, Plan } from './plan'

/** One set of inputs on its way through the list. */
interface Rendering {
  readonly inputs: Float32Array
  readonly shape: Shape
  readonly targets?: Float32Array | undefined
}

/** Where the draws of a rendering come from. */
interface Keys {
  /** For each example; undefined: nothing is drawn. */
  readonly views: Int32Array | undefined
  /** For what mixes examples; undefined: they are not mixed. */
  readonly mixtures: Int32Array | undefined
}

/**
 * Augments a batch: a pure function of the batch and the plan, the same on every thread. It writes into the batch's inputs.
 *
 * Throws a PotstillError: `data/augment-shape`, `data/augment-classes`, `data/augmentation-failed`, or an augmentation's own.
 */
export function augmentBatch(batch: ArrayBatch, plan: Plan): AugmentedArrays {
  const { augment, seed, epoch, evaluation, teacher } = plan
  const { ids, inputs, shape } = batch
  const seeds = (view: number | string) => ids.map((id) => viewSeed(seed, epoch, id, view))
  const mixtures = evaluation ? undefined : seeds('mixture')
  const further = (views: Int32Array | undefined) =>
    render({ inputs: inputs.slice(), shape }, ids.length, augment, { views, mixtures }).inputs

  if (evaluation) {
    const clean = render({ inputs, shape }, ids.length, augment, { views: undefined, mixtures })
    return { inputs: clean.inputs, shape: clean.shape, ...(batch.targets && { targets: batch.targets }) }
  }
  const furtherSeeds = Array.from({ length: plan.views }, (_, index) => seeds(index + 1))
  const others = {
    ...(teacher !== 'same' && { teacherInputs: further(teacher === 'own' ? seeds('teacher') : undefined) }),
    ...(plan.views > 0 && { views: furtherSeeds.map(further), viewSeeds: interleaved(furtherSeeds) }),
  }
  const mixes = augment.some(({ level }) => level === 'batch')
  const targets = mixes ? probabilities(batch, plan.classes) : batch.targets
  const main = render({ inputs, shape, targets }, ids.length, augment, { views: seeds(0), mixtures })
  return { inputs: main.inputs, shape: main.shape, ...others, ...(main.targets && { targets: main.targets }) }
}

/** Applies the list in its order; neighbouring augmentations of single examples are applied example by example. */
function render(given: Rendering, size: number, augment: readonly Augmentation[], keys: Keys): Rendering {
  let current = given
  let place = 0
  while (place < augment.length) {
    const augmentation = augment[place] as Augmentation
    if (augmentation.level === 'batch') {
      if (keys.mixtures !== undefined) current = mix(current, augmentation, place, keys.mixtures)
      place += 1
      continue
    }
    const next = augment.findIndex(({ level }, index) => index > place && level === 'batch')
    const end = next === -1 ? augment.length : next
    current = changeEach(current, size, augment.slice(place, end), place, keys.views)
    place = end
  }
  return current
}

function changeEach(
  { inputs, shape, ...rest }: Rendering,
  size: number,
  augment: readonly Augmentation[],
  firstPlace: number,
  seeds: Int32Array | undefined,
): Rendering {
  const steps = exampleSteps(shape, augment, firstPlace)
  const outputShape = steps.at(-1)?.outputShape ?? shape
  const [before, after] = [exampleSize({ inputShape: shape }), exampleSize({ inputShape: outputShape })]
  const changed = before === after ? inputs : new Float32Array(size * after)
  for (let index = 0; index < size; index++) {
    const own = inputs.subarray(index * before, (index + 1) * before)
    const values = throughSteps(own, steps, seeds?.[index])
    if (values !== own || changed !== inputs) changed.set(values, index * after)
  }
  return { ...rest, inputs: changed, shape: outputShape }
}

function mix(
  { inputs, shape, targets }: Rendering,
  augmentation: Extract<Augmentation, { level: 'batch' }>,
  place: number,
  seeds: Int32Array,
): Rendering {
  const { name } = augmentation
  const draws = Array.from(seeds, (seed) => uniformStream(hashKey(seed, place, name)))
  const mixed = guarded(name, () => augmentation.apply({ inputs, shape, ...(targets && { targets }) }, draws))
  return { inputs: mixed.inputs, shape, targets: mixed.targets }
}

/** float32 `[B, C]`: the given ones, else ones at the labels; undefined where there are neither. */
function probabilities(
  { labels, targets }: ArrayBatch,
  classes: number | undefined,
): Float32Array | undefined {
  if (targets !== undefined || labels === undefined) return targets
  if (classes === undefined) {
    throw new PotstillError({
      code: 'data/augment-classes',
      expected: 'the number of classes, for the targets of examples that are mixed with each other',
      received: 'none',
      fix: 'give the option classes',
    })
  }
  const ones = new Float32Array(labels.length * classes)
  labels.forEach((label, index) => {
    ones[index * classes + label] = 1
  })
  return ones
}

/** From one array for each view to int32 `[B, views]`. */
function interleaved(seeds: readonly Int32Array[]): Int32Array {
  const size = seeds[0]?.length ?? 0
  return Int32Array.from({ length: size * seeds.length }, (_, index) => {
    return seeds[index % seeds.length]?.[Math.floor(index / seeds.length)] ?? 0
  })
}
