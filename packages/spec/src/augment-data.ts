import type { Augmentation } from './augmentation'
import type { OpenData } from './data'

/** What a recipe asks of its augmentations. */
export interface AugmentRequest {
  /** Applied one after the other. */
  readonly augment: readonly Augmentation[]
  /** Of every draw. */
  readonly seed: number
  /** How many further views of each example, in `Batch.views`, beside the inputs. Default: 0. */
  readonly views?: number
  /** What the teacher sees: what the student sees, the example without any draw, or draws of its own. Default: `same`. */
  readonly teacher?: 'same' | 'clean' | 'own'
}

/**
 * Wraps open data so that `train` is augmented, and so that all splits have what needs no draw; `spec` has the shape that
 * comes out. A plugin brings it beside its augmentations. Closing what it returns closes the data too.
 */
export type AugmentData = (data: OpenData, request: AugmentRequest) => OpenData
