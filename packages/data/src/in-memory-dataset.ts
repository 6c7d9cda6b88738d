import type { ArrayBatch, BatchRequest, Dataset } from '@potstill/spec'
import { batchOrder, sequentialOrder } from './batch-order'
import { exampleCount, exampleSize, type Examples } from './examples'
import { gather, makeArrays } from './make-batch'
import { rowsDataset } from './rows-dataset'

/** Which of the examples a data set has. */
export interface Selection {
  /** Rows of the examples, in the order of the data set. Default: all. */
  readonly rows?: Int32Array
  /** The id of row 0. Default: 0. */
  readonly firstId?: number
}

/**
 * Makes a data set of examples in memory. They stay in the type they came in; each batch is converted on its own:
 * `ids` int32 `[B]`, `inputs` float32 `[B, …]`, `labels` int32 `[B]` and `targets` float32 `[B, C]` where there are any.
 *
 * Throws a PotstillError (`data/batch-request`) where a batch is asked for that cannot be.
 *
 * @example
 * const inputs = new Uint8Array([0, 255, 51, 102])
 * const dataset = inMemoryDataset({ inputShape: [2], inputs, divisor: 255, labels: new Int32Array([7, 3]) })
 * const batches = dataset.batches({ batchSize: 1, from: 1 })
 * const { value } = await batches[Symbol.asyncIterator]().next()
 * value.labels // => [3]
 */
export function inMemoryDataset(examples: Examples, selection: Selection = {}): Dataset {
  const { rows = sequentialOrder(exampleCount(examples)), firstId = 0 } = selection
  const { labels } = examples
  return rowsDataset({ rows, firstId, labels }, (request) => arraysOf(examples, rows, firstId, request))
}

async function* arraysOf(
  examples: Examples,
  rows: Int32Array,
  firstId: number,
  { batchSize, order = 'sequential', from = 0, fullOnly = false, signal }: BatchRequest,
): AsyncGenerator<ArrayBatch, void, undefined> {
  const size = rows.length
  const ordered =
    order === 'sequential' ? rows : batchOrder(size, order).map((position) => rows[position] as number)
  const end = fullOnly ? size - (size % batchSize) : size
  for (let start = from * batchSize; start < end; start += batchSize) {
    if (signal?.aborted) return
    const batchRows = ordered.subarray(start, start + batchSize)
    const values = gather(examples.inputs, batchRows, exampleSize(examples))
    yield makeArrays({ ...examples, rows: batchRows, firstId, values })
  }
}
