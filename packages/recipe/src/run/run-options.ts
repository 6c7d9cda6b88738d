import type { CompareOptions, ComparisonRow, Role } from '@potstill/evaluation'
import type { Callback, Storage } from '@potstill/spec'
import type { TrainResult } from '@potstill/trainer'

/** What `onStage` hears: a stage starts, or has ended. */
export type StageEvent =
  | {
      readonly type: 'start'
      readonly name: string
      readonly role: Role
      readonly index: number
      readonly count: number
    }
  | ({ readonly type: 'end'; readonly index: number; readonly count: number } & StageResult)

export interface RunOptions {
  /** Where data sources and teachers read, and where the run is written. */
  readonly storage: Storage
  /** The folder that run folders are made in. Default: `./runs`. */
  readonly runs?: string
  /**
   * The folder of a run that was interrupted: it goes on there, from its newest whole checkpoint, instead of a new one being made. The
   * recipe has to be the one that is written in it. Same backend, versions and processor: the end is, bit for bit, that of
   * a run that was not interrupted.
   */
  readonly resume?: string
  /** Where the recipe's paths start, for whoever goes on with the run: kept in `run.json` as it is. */
  readonly origin?: string
  /** Watch every stage. */
  readonly callbacks?: readonly Callback[]
  /** Aborting ends the run after the step in progress; what is trained is saved, and the result's reason is `stopped`. */
  readonly signal?: AbortSignal
  /** Backend, versions, processor: whatever the caller knows, for `environment.json` and the report. */
  readonly environment?: Readonly<Record<string, unknown>>
  readonly onStage?: (event: StageEvent) => void
  /** What else is worth telling, in a sentence. */
  readonly onMessage?: (text: string) => void
  /** How to time the forward passes, as `compare` takes it; false leaves them out. */
  readonly timing?: CompareOptions['timing']
}

/** How a stage went. */
export interface StageResult extends Omit<TrainResult, 'epochs'> {
  readonly name: string
  readonly role: Role
  /** Epochs that were completed, the last one in part if the stage was stopped. */
  readonly epochs: number
}

/** The student's line of the comparison; only its size where nothing could be compared. */
export type StudentResult = Pick<ComparisonRow, 'name' | 'role'> & Partial<ComparisonRow>

export interface RecipeResult {
  /** The run's folder. */
  readonly run: string
  /** `stopped` where the signal was aborted; a stage that a callback stopped says so itself. */
  readonly reason: 'finished' | 'stopped'
  /** What the rows were measured on; absent where nothing was. */
  readonly split?: 'test' | 'validation'
  readonly rows: readonly ComparisonRow[]
  readonly student: StudentResult
  readonly teacher?: ComparisonRow
  readonly baseline?: ComparisonRow
  /** Share of the split on which student and teacher say the same, in [0, 1]. */
  readonly agreement?: number
  /** Path of `report.html`. */
  readonly report: string
  readonly seconds: number
  readonly stages: readonly StageResult[]
}
