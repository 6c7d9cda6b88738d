import type { EpochEnd } from '@potstill/spec'
import type { ComparisonRow, Role } from '../compare'
import type { Confusion } from '../evaluation'

/** What `epochEnd` told, without the handle on the run: plain data that a file can hold. */
export type EpochRecord = Omit<EpochEnd, 'run'>

/** One stage of training, such as that of the teacher, the baseline, or the student. */
export interface ReportStage {
  readonly name: string
  readonly role: Role
  readonly epochs: readonly EpochRecord[]
  /** Why it ended: `finished`, `stopped`, `failed`, with more words where there are any. */
  readonly reason: string
}

export interface ReportConfusion {
  readonly counts: Confusion
  /** In the order of the classes. Default: their numbers. */
  readonly classNames?: readonly string[]
}

/** Everything a report shows. Plain data: what JSON can hold is enough. */
export interface Report {
  readonly title: string
  /** ISO 8601. */
  readonly created: string
  readonly rows: readonly ComparisonRow[]
  readonly stages: readonly ReportStage[]
  /** Backend, versions, processor, seed: in the order in which they are to be read. */
  readonly environment: Readonly<Record<string, string>>
  /** The text of the recipe. */
  readonly recipe?: string
  /** Of the student on the data that `rows` were measured on. */
  readonly confusion?: ReportConfusion
}
