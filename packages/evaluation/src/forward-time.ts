import { PotstillError, type Batch, type Dataset } from '@potstill/spec'
import { eachBatch } from './each-batch'
import { emptySplit } from './empty-split'
import type { Predictor } from './predictor'

export interface ForwardTimeOptions {
  /** Examples per forward pass. Default: 100. */
  readonly batchSize?: number
  /** Passes that are timed, at least 1. Default: 20. */
  readonly repeats?: number
  /** Passes before them, which compile kernels and fill caches. Default: 3. */
  readonly warmUp?: number
  readonly signal?: AbortSignal
}

/**
 * Times the forward pass, in milliseconds per example: the median of `repeats` passes over the first batch, divided by
 * the batch's examples. Reading the logits back from the backend is included, reading the data is not.
 *
 * A teacher that caches its answers is timed as what it is then: a look-up. Throws a PotstillError on an empty split
 * (`evaluation/empty-split`) and where nothing is to be timed (`evaluation/repeats`).
 *
 * @example
 * import { inMemoryDataset } from '@potstill/data'
 * const dataset = inMemoryDataset({ inputShape: [2], inputs: new Float32Array(200) })
 * const milliseconds = await forwardTime(({ inputs }) => clone(inputs), dataset, { batchSize: 50, repeats: 5 })
 * milliseconds >= 0 // => true
 */
export async function forwardTime(
  predict: Predictor,
  dataset: Dataset,
  { batchSize = 100, repeats = 20, warmUp = 3, signal }: ForwardTimeOptions = {},
): Promise<number> {
  if (!(repeats >= 1)) throw nothingTimed(repeats)
  for await (const batch of eachBatch(dataset, { batchSize, signal })) {
    const times: number[] = []
    for (let pass = -warmUp; pass < repeats; pass++) {
      signal?.throwIfAborted()
      const time = await timePass(predict, batch)
      if (pass >= 0) times.push(time)
    }
    return median(times) / batch.ids.size
  }
  throw emptySplit()
}

async function timePass(predict: Predictor, batch: Batch): Promise<number> {
  const start = performance.now()
  const logits = await predict(batch)
  try {
    await logits.data()
    return performance.now() - start
  } finally {
    logits.dispose()
  }
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function nothingTimed(repeats: number): PotstillError {
  return new PotstillError({
    code: 'evaluation/repeats',
    expected: 'at least 1 pass to time',
    received: `repeats ${repeats}`,
    fix: 'raise `repeats`, or leave timing out',
  })
}
