import type { Batch, Dataset } from '@potstill/spec'
import { gather, tensor, tensor1d, tidy, type Tensor } from '@tensorflow/tfjs-core'
import type { Predictor } from '../predictor'

type Nested = readonly (number | Nested)[]

export interface TinyExamples {
  readonly labels?: Nested
  readonly mask?: Nested
}

/** A data set of `size` examples; example i has the id i, and its inputs say nothing. */
export function tinyDataset(size: number, { labels, mask }: TinyExamples = {}): Dataset {
  return {
    size,
    async *batches({ batchSize }) {
      for (let from = 0; from < size; from += batchSize) {
        const ids = Array.from({ length: Math.min(batchSize, size - from) }, (_, index) => from + index)
        const part = (values: Nested, dtype: 'int32' | 'float32') =>
          tensor(values.slice(from, from + batchSize) as number[], undefined, dtype)
        const batch: Batch = {
          ids: tensor1d(ids, 'int32'),
          inputs: tensor1d(ids),
          ...(labels && { labels: part(labels, 'int32') }),
          ...(mask && { mask: part(mask, 'float32') }),
        }
        yield await Promise.resolve(batch)
      }
    },
  }
}

/** Predicts what is given, `[examples, …, C]`, whatever the inputs are. */
export function answering(logits: Nested): Predictor {
  return ({ ids }) => tidy(() => gather(tensor(logits as number[]), ids as Tensor))
}
