import type { Awaitable } from './awaitable'
import type { Batch } from './batch'
import type { Identity } from './component'
import type { Random } from './random'
import type { Student } from './student'
import type { Teacher } from './teacher'

/** Prepares a batch with the networks at hand, before the teacher is asked: on-policy generation, hard-example mining. */
export interface StrategyBody {
  /** Returns the batch itself, or another one; tensors that it replaced are the trainer's to dispose. */
  prepare(
    batch: Batch,
    given: { readonly student: Student; readonly teacher?: Teacher; readonly random: Random },
  ): Awaitable<Batch>
}

export interface Strategy extends Identity<'strategy'>, StrategyBody {}
