import type { Batch, Dataset } from '@potstill/spec'
import { disposeBatch, emptySplit } from './evaluate'
import type { Predictor } from './predictor'

export interface ForwardTimeOptions {
  /** Examples per forward pass. Default: 100. */
  readonly batchSize?: number
  /** Passes that are timed. Default: 20. */
  readonly repeats?: number
  /** Passes before them, which compile kernels and fill caches. Default: 3. */
  readonly warmUp?: number
  readonly signal?: AbortSignal
}

/**
 * Times the forward pass: the median of `repeats` passes over the first batch, divided by the batch's examples. So the
 * result is in milliseconds per example, at this batch size, reading the logits back included and reading the data not.
 *
 * A teacher that caches its answers is timed as what it is then: a look-up. Throws a PotstillError on an empty split.
 */
export async function forwardTime(
  predict: Predictor,
  dataset: Dataset,
  { batchSize = 100, repeats = 20, warmUp = 3, signal }: ForwardTimeOptions = {},
): Promise<number> {
  for await (const batch of dataset.batches({ batchSize, ...(signal && { signal }) })) {
    try {
      const examples = batch.ids.size
      for (let pass = 0; pass < warmUp; pass++) await timePass(predict, batch)
      const times: number[] = []
      while (times.length < repeats) {
        signal?.throwIfAborted()
        times.push(await timePass(predict, batch))
      }
      return median(times) / examples
    } finally {
      disposeBatch(batch)
    }
  }
  throw emptySplit()
}

async function timePass(predict: Predictor, batch: Batch): Promise<number> {
  const start = performance.now()
  const logits = await predict(batch)
  await logits.data()
  const time = performance.now() - start
  logits.dispose()
  return time
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
