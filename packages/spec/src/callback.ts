import type { Awaitable } from './awaitable'
import type { Identity } from './component'
import type { Progress } from './progress'

/** What a callback may do to the run it watches. */
export interface RunHandle {
  /** Ends the run after the step in progress; the last weights are saved. */
  requestStop(reason: string): void
}

export interface RunStart {
  readonly run: RunHandle
  readonly name: string
  /** Names of the objective's terms, in order. */
  readonly terms: readonly string[]
  readonly steps: number
  readonly stepsPerEpoch: number
  readonly epochs: number
  readonly batchSize: number
  readonly parameters: number
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
  /** Of the student on this batch, where it has labels: a fraction. */
  readonly accuracy?: number
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
  }
  /** On the validation split, where there is one. */
  readonly validation?: { readonly crossEntropy: number; readonly accuracy: number }
  readonly seconds: number
  readonly examplesPerSecond: number
}

export interface CheckpointSaved {
  readonly which: 'last' | 'best'
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

/** Watches a run. Callbacks observe; the one thing they may ask for is a stop. */
export interface CallbackBody {
  runStart?(event: RunStart): Awaitable<void>
  stepEnd?(event: StepEnd): Awaitable<void>
  epochEnd?(event: EpochEnd): Awaitable<void>
  checkpointSaved?(event: CheckpointSaved): Awaitable<void>
  notice?(event: Notice): Awaitable<void>
  runEnd?(event: RunEnd): Awaitable<void>
}

export interface Callback extends Identity<'callback'>, CallbackBody {}
