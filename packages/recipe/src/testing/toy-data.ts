import { tensor } from '@tensorflow/tfjs-core'
import { defineDataSource, PotstillError, type Batch, type Dataset } from '@potstill/spec'
import * as z from 'zod'

/** Points on a ring, `[2]`; the class is the half of the plane. Splits are neighbours on the ring. */
export const points = defineDataSource({
  name: 'points',
  summary: 'Points in the plane, two classes.',
  options: z.strictObject({
    train: z.int().nonnegative().default(32),
    validation: z.int().nonnegative().default(0),
    test: z.int().nonnegative().default(0),
    labelled: z.boolean().default(true),
  }),
  create: ({ train, validation, test, labelled }) => ({
    open: () => {
      const sizes = Object.entries({ train, validation, test }).filter(([, size]) => size > 0)
      const splits = sizes.map(([name]) => name)
      return {
        spec: {
          inputShape: [2],
          ...(labelled && { classes: 2 }),
          examples: train + validation + test,
          splits,
        },
        split: (name) => {
          const index = splits.indexOf(name)
          if (index < 0) {
            throw new PotstillError({
              code: 'toy/no-split',
              component: 'points',
              expected: `a split: ${splits.join(', ')}`,
              received: name,
              fix: 'choose one of them',
            })
          }
          const first = sizes.slice(0, index).reduce((sum, [, size]) => sum + size, 0)
          return ring(first, sizes[index]![1], labelled)
        },
      }
    },
  }),
})

function ring(first: number, size: number, labelled: boolean): Dataset {
  return {
    size,
    async *batches({ batchSize, from = 0, fullOnly = false }) {
      for (let start = from * batchSize; start < size; start += batchSize) {
        const count = Math.min(batchSize, size - start)
        if (fullOnly && count < batchSize) return
        yield batchOf(
          Array.from({ length: count }, (_, index) => first + start + index),
          labelled,
        )
      }
    },
  }
}

function batchOf(ids: readonly number[], labelled: boolean): Batch {
  const coordinates = ids.map((id) => [Math.cos(id * 2.4), Math.sin(id * 2.4)])
  const labels = coordinates.map(([x, y]) => Number(x! + y! > 0))
  return {
    ids: tensor([...ids], undefined, 'int32'),
    inputs: tensor(coordinates),
    ...(labelled && { labels: tensor(labels, undefined, 'int32') }),
  }
}
