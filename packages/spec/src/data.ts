import type { ArrayBatch } from './array-batch'
import type { Awaitable } from './awaitable'
import type { Batch, InputShape } from './batch'
import type { Identity } from './component'
import type { Storage } from './storage'

/** What the data look like, known once the source is open. */
export interface DataSpec {
  /** Shape of one example's inputs. */
  readonly inputShape: InputShape
  /** How many classes the labels have; absent for unlabelled data. */
  readonly classes?: number
  readonly classNames?: readonly string[]
  /** Every id is in `[0, examples)`, over all splits. */
  readonly examples: number
  /** Splits that are not empty, `train` among them. */
  readonly splits: readonly string[]
}

/** The order of an epoch's examples: a function of (seed, epoch), or the order of the data. */
export type BatchOrder = 'sequential' | { readonly seed: number; readonly epoch: number }

export interface BatchRequest {
  readonly batchSize: number
  /** Default: `'sequential'`. */
  readonly order?: BatchOrder
  /** Counted from 0, for what is drawn anew in each epoch (augmentation). Default: that of `order`, else 0. */
  readonly epoch?: number
  /** The first batch to give, counted from 0: a resumed epoch starts in its middle. Default: 0. */
  readonly from?: number
  /** Leaves out a last batch that is not full. Default: false. */
  readonly fullOnly?: boolean
  readonly signal?: AbortSignal
}

export interface Dataset {
  /** Number of examples; absent for a stream that does not know. */
  readonly size?: number
  /** int32, one per example in the order of the data, where they are in memory. */
  readonly labels?: Int32Array
  /** int32, one per example in the order of the data, where they are in memory. */
  readonly ids?: Int32Array
  /** The caller disposes each batch. */
  batches(request: BatchRequest): AsyncIterable<Batch>
  /** The same batches as plain arrays, where the data have them without making tensors first. The caller owns the arrays. */
  arrays?(request: BatchRequest): AsyncIterable<ArrayBatch>
}

export interface OpenData {
  readonly spec: DataSpec
  /** Throws a PotstillError that lists the splits where there is none of this name. */
  split(name: string): Dataset
  close?(): Awaitable<void>
}

/** Where examples come from. Reading is asynchronous, so a source is opened before its shapes are known. */
export interface DataSourceBody {
  open(given: { readonly storage: Storage }): Awaitable<OpenData>
}

export interface DataSource extends Identity<'dataSource'>, DataSourceBody {}
