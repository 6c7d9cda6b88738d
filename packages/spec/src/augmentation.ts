import type { Shape } from './batch'
import type { Identity } from './component'

/**
 * Changes one example at a time. Pure: what it does is a function of the values and of the numbers that it draws. Each
 * example has a stream of its own, keyed by (seed, epoch, id, view, place in the list of augmentations).
 */
export interface ExampleAugmentation {
  readonly level: 'example'
  /** Shape of what comes out, for values of this shape. Throws a PotstillError for shapes that do not fit. Default: the same. */
  outputShape?(shape: Shape): Shape
  /**
   * Returns the changed values, or the same where nothing changes; it may write into those that it is given.
   *
   * @param values one example in `shape`, row-major: images are `[height, width, channels]`
   * @param given.draw the next number of the example's stream, uniform in `[0, 1)`
   */
  apply(values: Float32Array, given: { readonly shape: Shape; readonly draw: () => number }): Float32Array
  /**
   * What is left of it where nothing is to be drawn: on validation and test examples, and for a teacher that sees clean ones
   * (a normalisation as a whole, a crop in the middle). Default: nothing.
   */
  evaluate?(values: Float32Array, given: { readonly shape: Shape }): Float32Array
}

/** What mixes examples with each other sees of a batch. */
export interface ExampleArrays {
  /** float32 `[B, …shape]`, row-major. */
  readonly inputs: Float32Array
  /** Of one example. */
  readonly shape: Shape
  /** float32 `[B, C]`, probabilities; absent where the data have no labels. */
  readonly targets?: Float32Array
}

/**
 * Mixes the examples of a batch with each other. It changes what the right answer is, so that every network and every view
 * gets the same mixture. Where nothing is to be drawn it is left out.
 */
export interface BatchAugmentation {
  readonly level: 'batch'
  /**
   * Returns the mixed arrays, of the same sizes; it may write into those that it is given.
   *
   * @param draws one stream for each example, uniform in `[0, 1)`, keyed by (seed, epoch, id, place in the list)
   */
  apply(batch: ExampleArrays, draws: readonly (() => number)[]): Pick<ExampleArrays, 'inputs' | 'targets'>
}

/** Changes examples before they are trained on. */
export type AugmentationBody = ExampleAugmentation | BatchAugmentation

export type Augmentation = AugmentationBody & Identity<'augmentation'>
