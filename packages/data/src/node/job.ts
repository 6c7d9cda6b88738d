import type { ArrayBatch, PotstillErrorDetails } from '@potstill/spec'
import type { NamedPlan } from '../augment/augmentation-workers'
import type { AugmentedArrays } from '../augment/plan'

/** What a worker thread is started with: it then answers jobs. */
export const threadRole = 'potstill-augmentation'

/** What a worker is asked to do. */
export interface Job {
  readonly number: number
  /** Its inputs are in memory that both threads see. */
  readonly batch: ArrayBatch
  readonly plan: NamedPlan
}

/** What it answers. An error goes as its parts: threads hand errors on without what is special about them. */
export type Answer = { readonly number: number } & (
  | { readonly made: AugmentedArrays }
  | { readonly error: Omit<PotstillErrorDetails, 'cause'> }
)
