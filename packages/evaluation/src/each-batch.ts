import { dispose, type TensorContainer } from '@tensorflow/tfjs-core'
import type { Batch, Dataset } from '@potstill/spec'

/** Walks over a data set in its own order; each batch is disposed after its turn, however that ends. */
export async function* eachBatch(
  dataset: Dataset,
  { batchSize, signal }: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of dataset.batches({ batchSize, ...(signal && { signal }) })) {
    try {
      signal?.throwIfAborted()
      yield batch
    } finally {
      dispose(batch as unknown as TensorContainer)
    }
  }
  // A data set may end early, without an error, when it is told to stop.
  signal?.throwIfAborted()
}
