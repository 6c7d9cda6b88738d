import {
  hashKey,
  isPotstillError,
  PotstillError,
  uniformStream,
  type Augmentation,
  type ExampleAugmentation,
  type Shape,
} from '@potstill/spec'
import { exampleSize } from '../examples'

/** An augmentation of single examples at its place in the list, with the shapes before and after it. */
export interface ExampleStep {
  readonly name: string
  readonly place: number
  readonly augmentation: ExampleAugmentation
  readonly shape: Shape
  readonly outputShape: Shape
}

/**
 * The shape of one example when all of the list have been applied: what a student is built for.
 *
 * Throws a PotstillError (`data/augment-shape`) where one of them does not fit the shape that reaches it.
 *
 * @example
 * augmentedShape([32, 32, 3], [flip(), crop({ size: 28 })]) // => [28, 28, 3]
 */
export function augmentedShape(shape: Shape, augment: readonly Augmentation[]): Shape {
  return exampleSteps(shape, augment).at(-1)?.outputShape ?? shape
}

/** The augmentations of single examples among them, in order. */
export function exampleSteps(shape: Shape, augment: readonly Augmentation[], firstPlace = 0): ExampleStep[] {
  let reached = shape
  return augment.flatMap((augmentation, index) => {
    if (augmentation.level === 'batch') return []
    const before = reached
    reached = augmentation.outputShape?.(before) ?? before
    const place = firstPlace + index
    return [{ name: augmentation.name, place, augmentation, shape: before, outputShape: reached }]
  })
}

/** The seed of all that is drawn for one example and view: what `Batch.viewSeeds` holds. */
export function viewSeed(seed: number, epoch: number, id: number, view: number | string): number {
  return hashKey(seed, epoch, id, view)
}

/**
 * Draws one view of one example again from its seed in `Batch.viewSeeds`. What mixes examples is left out.
 *
 * @param values one example in `shape`, row-major; it may be written into
 * @param seed that of the view
 * @example
 * const draw = () => augmentExample(new Float32Array([1, 2, 3]), [1, 3, 1], [jitter({ pixels: 1 }), flip()], 5)
 * draw().join() === draw().join() // => true
 */
export function augmentExample(
  values: Float32Array,
  shape: Shape,
  augment: readonly Augmentation[],
  seed: number,
): Float32Array {
  return throughSteps(values, exampleSteps(shape, augment), seed)
}

/** Applies the steps to one example; without a seed, what they do in evaluation. */
export function throughSteps(
  values: Float32Array,
  steps: readonly ExampleStep[],
  seed: number | undefined,
): Float32Array {
  let current = values
  for (const step of steps) {
    current = guarded(step.name, () => throughStep(current, step, seed))
    if (current.length !== exampleSize({ inputShape: step.outputShape }))
      throw wrongSize(step, current.length)
  }
  return current
}

function throughStep(values: Float32Array, step: ExampleStep, seed: number | undefined): Float32Array {
  const { augmentation, shape, place, name } = step
  if (seed === undefined) return augmentation.evaluate?.(values, { shape }) ?? values
  return augmentation.apply(values, { shape, draw: uniformStream(hashKey(seed, place, name)) })
}

/** What fails inside an augmentation is told with its name, in worker threads as here. */
export function guarded<Value>(name: string, apply: () => Value): Value {
  try {
    return apply()
  } catch (error) {
    if (isPotstillError(error)) throw error
    throw new PotstillError({
      code: 'data/augmentation-failed',
      component: name,
      expected: 'an augmentation that changes examples',
      received: error instanceof Error ? error.message : String(error),
      fix: 'correct the augmentation, or leave it out of augment',
      category: 'work',
      cause: error,
    })
  }
}

function wrongSize({ name, outputShape }: ExampleStep, length: number): PotstillError {
  return new PotstillError({
    code: 'data/augment-shape',
    component: name,
    expected: `an example of shape [${outputShape.join(', ')}] from the augmentation`,
    received: `${length} values`,
    fix: 'let outputShape say what apply and evaluate return',
  })
}
