import type { SafeTensor } from '@potstill/formats'
import type { Loss, Schedule, Temperature } from '@potstill/spec'
import type { Peer } from './learner'

/** A layer of the student and the layer of the teacher it learns from, by the names of their taps. */
export type TapPair = readonly [student: string, teacher: string]

/** One term of the objective: a loss and how it takes part. */
export interface Term {
  readonly loss: Loss
  /** Its name in progress lines, logs and errors. Default: the loss's, with `#2`, `#3` … where that is taken. */
  readonly name?: string
  /** Default: 1. */
  readonly weight?: number | Schedule
  /** Softens the logits of a loss with the trait `softened`. A number or a curve divides both sides. Default: 1. */
  readonly temperature?: number | Schedule | Temperature
  /** For losses on features. */
  readonly taps?: readonly TapPair[]
  /** Epochs over which the weight rises linearly from 0. Default: 0. */
  readonly warmUp?: number
  /** Where several learn together: the other learner that this term learns from. Default: the learner's own teacher. */
  readonly teacher?: Peer
  /**
   * What variables of the loss's own start from, by name: those of another loss that was trained before (`Trainer.memories`), or were
   * read from a file. Every one that both have is taken over, whether the loss trains it or only keeps it; the others start as they
   * would. None in common, or one in another shape, is an error.
   */
  readonly start?: TermVariables
}

/** Variables of a loss's own by name: connectors, networks that were made ready, memory banks. */
export type TermVariables = Readonly<Record<string, SafeTensor>>

/** What is minimised: the weighted sum of its terms. A bare loss is a term of weight 1. */
export type Objective = readonly (Term | Loss)[]
