import type { Tensor } from '@tensorflow/tfjs-core'

/** Sizes of a tensor's axes, the batch axis left out unless said otherwise; -1 where any size will do: `[-1, 512]`. */
export type Shape = readonly number[]

/** What a network reads: one tensor `[B, …]`, or several by the name of the input. */
export type Inputs = Tensor | Readonly<Record<string, Tensor>>

/** The shape of one example's inputs, without the batch axis. */
export type InputShape = Shape | Readonly<Record<string, Shape>>

/**
 * B examples on their way through a training step.
 *
 * Whoever asked for a batch disposes its tensors, with `disposeBatch` of the trainer or by hand.
 */
export interface Batch {
  /** int32 `[B]`, each in `[0, DataSpec.examples)`: the same example has the same id in every epoch and every run. */
  readonly ids: Tensor
  readonly inputs: Inputs
  /** Where the two networks want different inputs (size, normalisation, tokens); absent, both read `inputs`. */
  readonly teacherInputs?: Inputs
  /** Further augmented views of the same examples. */
  readonly views?: readonly Inputs[]
  /** int32 `[B, views]`: the seed each further view was drawn with, so that a cache or a remote teacher can draw it again. */
  readonly viewSeeds?: Tensor
  /** int32 `[B]`, or `[B, tokens]` for sequences. */
  readonly labels?: Tensor
  /** float32 `[B, C]`, probabilities: mixup's labels, or soft labels that came with the data. */
  readonly targets?: Tensor
  /** float32 or bool `[B]` or `[B, tokens]`: 0 leaves the entry out of every mean. */
  readonly mask?: Tensor
  /** float32 `[B]`: weights of the examples in every mean. */
  readonly weights?: Tensor
}
