import type { ArrayBatch, BatchRequest, Dataset } from '@potstill/spec'
import { PotstillError } from '@potstill/spec'
import { sequentialOrder } from '../batch-order'
import { exampleSize, nameRow, type NumberArray } from '../examples'
import type { Selection } from '../in-memory-dataset'
import { makeArrays } from '../make-batch'
import { rowsDataset } from '../rows-dataset'
import type { ExampleReader } from './example-reader'
import { rowOrder } from './row-order'

/** Batches that are read ahead while the step computes. */
const batchesAhead = 2

/**
 * Makes a data set of examples that are read when they are asked for. At most two batches are read ahead: reading waits
 * for whoever takes the batches, so what is in memory does not grow with the data.
 *
 * Throws a PotstillError (`data/batch-request`); iterating rejects with what the reader rejects with, and with
 * `data/not-finite` and `data/shape`.
 *
 * @example
 * const reader = { count: 3, inputShape: [1], read: async (rows) => Float32Array.from(rows, (row) => 10 * row) }
 * const batches = readerDataset(reader).batches({ batchSize: 2 })
 * const { value } = await batches[Symbol.asyncIterator]().next()
 * value.inputs // => [[0], [10]]
 */
export function readerDataset(reader: ExampleReader, selection: Selection = {}): Dataset {
  const { rows = sequentialOrder(reader.count), firstId = 0 } = selection
  const { labels } = reader
  return rowsDataset({ rows, firstId, labels }, (request) => arraysOf(reader, rows, firstId, request))
}

async function* arraysOf(
  reader: ExampleReader,
  rows: Int32Array,
  firstId: number,
  { batchSize, order = 'sequential', from = 0, fullOnly = false, signal }: BatchRequest,
): AsyncGenerator<ArrayBatch, void, undefined> {
  const ordered = rowOrder(rows, order, reader.blocks)
  const end = fullOnly ? rows.length - (rows.length % batchSize) : rows.length
  const { inputShape, divisor, labels } = reader
  const pending: Promise<NumberArray>[] = []
  const rowsAt = (start: number) => ordered.subarray(start, start + batchSize)
  let next = from * batchSize
  const readAhead = () => {
    for (; pending.length < batchesAhead && next < end; next += batchSize) {
      const reading = reader.read(rowsAt(next))
      // Whoever takes this batch hears of the failure; until then it must not count as unhandled.
      reading.catch(() => undefined)
      pending.push(reading)
    }
  }
  try {
    readAhead()
    for (let start = from * batchSize; start < end; start += batchSize) {
      if (signal?.aborted) return
      const read = await (pending.shift() as Promise<NumberArray>)
      readAhead()
      if (signal?.aborted) return
      const batchRows = rowsAt(start)
      const values = checked(reader, batchRows, read)
      yield makeArrays({ rows: batchRows, firstId, inputShape, values, divisor, labels })
    }
  } finally {
    await Promise.allSettled(pending)
  }
}

/** The values as float32, an array of the batch's own. */
function checked(reader: ExampleReader, rows: Int32Array, read: NumberArray): Float32Array {
  const size = exampleSize(reader)
  if (read.length !== rows.length * size) {
    throw new PotstillError({
      code: 'data/shape',
      expected: `${size} values for each of ${rows.length} examples of shape [${reader.inputShape.join(', ')}]`,
      received: `${read.length} values`,
      fix: 'correct what the reader gives',
      category: 'work',
    })
  }
  const values = Float32Array.from(read)
  if (!(read instanceof Float32Array || read instanceof Float64Array)) return values
  const place = values.findIndex((value) => !Number.isFinite(value))
  if (place < 0) return values
  throw new PotstillError({
    code: 'data/not-finite',
    expected: 'finite float32 numbers in the inputs',
    received: `${read[place]} at position ${place % size} of ${nameRow(reader, rows[Math.floor(place / size)] as number)}`,
    fix: 'repair that example or leave it out',
    category: 'work',
  })
}
