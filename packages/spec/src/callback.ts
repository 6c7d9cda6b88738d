import type { Awaitable } from './awaitable'
import type { Batch } from './batch'
import type { Identity } from './component'
import type { Progress } from './progress'
import type { Storage } from './storage'
import type { Student } from './student'

/** What a callback may do to the run it watches. */
export interface RunHandle {
  /** Ends the run after the step in progress; the last weights are saved. */
  requestStop(reason: string): void
}

export interface RunStart {
  readonly run: RunHandle
  readonly name: string
  /** The network in training, to look at: its variables have other values after each step. */
  readonly student: Student
  /** Steps that were taken before, by the run that this one goes on with: 0 in a new run. */
  readonly taken: number
  /** Names of the objective's terms, in order. */
  readonly terms: readonly string[]
  readonly steps: number
  readonly stepsPerEpoch: number
  readonly epochs: number
  readonly batchSize: number
  readonly parameters: number
  /** Where the run reads and writes, if anywhere. */
  readonly storage?: Storage
  /** The run's folder in `storage`: a callback that writes files writes them below, unless its options name another. */
  readonly folder?: string
}

/** How the gradient of a step is made up, taken every so many steps. Over the weights of the student alone. */
export interface StepDiagnostics {
  /** Euclidean norm of the gradient of the weighted sum, before clipping. */
  readonly gradientNorm: number
  /** Of the gradient of each weighted term. */
  readonly termNorms: Readonly<Record<string, number>>
  /** Cosine of the angle between the gradients of two terms, in `[-1, 1]`, by their names `hard|soft`; NaN where one is 0. */
  readonly cosines: Readonly<Record<string, number>>
}

export interface StepEnd {
  readonly run: RunHandle
  /** Before the step: `step` is 0 at the first. */
  readonly progress: Progress
  /** The weighted sum. */
  readonly total: number
  /** Unweighed value of each term. */
  readonly terms: Readonly<Record<string, number>>
  readonly weights: Readonly<Record<string, number>>
  /** Base temperature of each softened term. */
  readonly temperatures: Readonly<Record<string, number>>
  readonly learningRate: number
  /** Of the student on this batch, where it has labels: a fraction. Of several learners, the first one's. */
  readonly accuracy?: number
  /** Of each learner by name, where several learn together. */
  readonly accuracies?: Readonly<Record<string, number>>
  /** Every so many steps, where the run asks for it. */
  readonly diagnostics?: StepDiagnostics
  /** The batch of the step, the last one where several make a step. Its tensors are gone once all callbacks were told. */
  readonly batch: Batch
  readonly examples: number
  readonly seconds: number
}

export interface EpochEnd {
  readonly run: RunHandle
  /** Counted from 1. */
  readonly epoch: number
  readonly epochs: number
  readonly step: number
  /** Means over the epoch's examples. */
  readonly train: {
    readonly total: number
    readonly terms: Readonly<Record<string, number>>
    readonly accuracy?: number
    /** Of each learner by name, where several learn together. */
    readonly accuracies?: Readonly<Record<string, number>>
  }
  /** On the validation split, where there is one. */
  readonly validation?: { readonly crossEntropy: number; readonly accuracy: number }
  /** The same of each learner by name, where several learn together: `validation` is the first one's. */
  readonly validations?: Readonly<
    Record<string, { readonly crossEntropy: number; readonly accuracy: number }>
  >
  readonly seconds: number
  readonly examplesPerSecond: number
}

export interface CheckpointSaved {
  /** `last` after every save, `best` where it is the best so far as well, `step` for those that are kept by number. */
  readonly which: 'last' | 'best' | 'step'
  readonly path: string
  readonly step: number
}

/** Something about the run that is worth knowing and no mistake: said once. */
export interface Notice {
  readonly run: RunHandle
  /** A sentence. */
  readonly message: string
}

export interface RunEnd {
  readonly reason: 'finished' | 'stopped' | 'failed'
  /** Why it was stopped, or the message of the error. */
  readonly detail?: string
  readonly step: number
  readonly seconds: number
}

/** Plain data, as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Watches a run. Callbacks observe; the one thing they may ask for is a stop. */
export interface CallbackBody {
  runStart?(event: RunStart): Awaitable<void>
  stepEnd?(event: StepEnd): Awaitable<void>
  epochEnd?(event: EpochEnd): Awaitable<void>
  checkpointSaved?(event: CheckpointSaved): Awaitable<void>
  notice?(event: Notice): Awaitable<void>
  runEnd?(event: RunEnd): Awaitable<void>
  /** What it has to remember to go on in a resumed run (a counter, the length of a file): saved in every checkpoint. */
  state?(): Awaitable<Json>
  /** Before `runStart` of a resumed run: what `state` gave at the checkpoint. What came after it has to be forgotten. */
  restore?(state: Json): Awaitable<void>
}

export interface Callback extends Identity<'callback'>, CallbackBody {}
