import type { ArrayBatch, Augmentation, Shape } from '@potstill/spec'

/**
 * What the teacher sees: the `same` examples as the student; `clean` ones, with what is applied on every split; or its `own`
 * draw. Examples that are mixed with each other are mixed alike for both, since that changes the right answer.
 */
export type TeacherView = 'same' | 'clean' | 'own'

/** All that the augmentation of a batch depends on, beside the batch. */
export interface Plan {
  readonly augment: readonly Augmentation[]
  readonly seed: number
  readonly epoch: number
  /** Further views beside the inputs. */
  readonly views: number
  readonly teacher: TeacherView
  /** Nothing is drawn: only what every split gets is done. */
  readonly evaluation: boolean
  /** For the targets of mixed examples whose data have labels alone. */
  readonly classes?: number | undefined
}

/** A batch after augmentation, as plain arrays. */
export interface AugmentedArrays extends Pick<ArrayBatch, 'inputs' | 'targets'> {
  /** Of one example, of every array here. */
  readonly shape: Shape
  readonly teacherInputs?: Float32Array
  readonly views?: readonly Float32Array[]
  /** int32 `[B, views]`. */
  readonly viewSeeds?: Int32Array
}
