import { cast, notEqual, type Tensor } from '@tensorflow/tfjs-core'
import type { Batch, Dataset, OpenData } from '@potstill/spec'

/** Gives a network two inputs instead of one: `tokens` `[length]`, and `mask` `[length]`, float32, 0 at padding. */
export function withMask(data: OpenData, length: number, padding: number): OpenData {
  return {
    ...data,
    spec: { ...data.spec, inputShape: { tokens: [length], mask: [length] } },
    split: (name) => masked(data.split(name), padding),
  }
}

function masked(dataset: Dataset, padding: number): Dataset {
  // Arrays have one input alone: without the mask they would be other batches.
  const { arrays: _, ...rest } = dataset
  return { ...rest, batches: (request) => maskedBatches(dataset.batches(request), padding) }
}

async function* maskedBatches(
  batches: ReturnType<Dataset['batches']>,
  padding: number,
): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of batches) {
    const tokens = batch.inputs as Tensor
    const valid = notEqual(tokens, padding)
    const mask = cast(valid, 'float32')
    valid.dispose()
    yield { ...batch, inputs: { tokens, mask } }
  }
}
