import type { ArrayBatch } from '@potstill/spec'
import type { NamedAugmentation } from './built-in'
import type { AugmentedArrays, Plan } from './plan'

/** A plan as it is sent to another thread. */
export interface NamedPlan extends Omit<Plan, 'augment'> {
  readonly augment: readonly NamedAugmentation[]
}

/** Threads that augment batches while the main one trains: `augmentationWorkers` of `@potstill/data/node` makes them. */
export interface AugmentationWorkers {
  /** How many batches are made at most before they are asked for. */
  readonly ahead: number
  /** Takes the batch's inputs away from the caller. Rejects with a PotstillError. */
  augment(batch: ArrayBatch, plan: NamedPlan): Promise<AugmentedArrays>
  /** Ends the threads; what is still being worked on rejects. */
  close(): Promise<void>
}
