import type { ArrayBatch, BatchRequest, Dataset } from '@potstill/spec'
import { checkRequest, tensorBatches } from './make-batch'

/** Which rows a data set has, and what is known of them. */
interface Rows {
  /** In the order of the data set. */
  readonly rows: Int32Array
  /** The id of row 0. */
  readonly firstId: number
  /** By row. */
  readonly labels?: Int32Array | undefined
}

/** Makes a data set of rows that have ids and labels in memory, wherever their inputs are. */
export function rowsDataset(
  { rows, firstId, labels }: Rows,
  arraysOf: (request: BatchRequest) => AsyncIterable<ArrayBatch>,
): Dataset {
  const arrays = (request: BatchRequest) => {
    checkRequest(request)
    return arraysOf(request)
  }
  return {
    size: rows.length,
    ids: rows.map((row) => firstId + row),
    ...(labels !== undefined && { labels: rows.map((row) => labels[row] as number) }),
    batches: (request) => tensorBatches(arrays(request)),
    arrays,
  }
}
