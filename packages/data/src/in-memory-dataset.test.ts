import '@tensorflow/tfjs-backend-cpu'
import { dispose, memory, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import type { Batch, BatchRequest, Dataset } from '@potstill/spec'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { batchOrder, inMemoryDataset } from './index'

beforeAll(async () => {
  await setBackend('cpu')
})

async function take<Value>(
  dataset: Dataset,
  request: BatchRequest,
  read: (batch: Batch) => Value,
): Promise<Value[]> {
  const seen: Value[] = []
  for await (const batch of dataset.batches(request)) {
    seen.push(read(batch))
    dispose(Object.values(batch) as Tensor[])
  }
  return seen
}

const ids = (batch: Batch) => Array.from(batch.ids.dataSync())

/** Example i holds i in both values, has the label 2i, and the id 100 + i. */
function numbered(size: number): Dataset {
  return inMemoryDataset(
    {
      inputShape: [2],
      inputs: Float32Array.from({ length: 2 * size }, (_, i) => i >> 1),
      labels: Int32Array.from({ length: size }, (_, i) => 2 * i),
    },
    { firstId: 100 },
  )
}

describe('inMemoryDataset', () => {
  it('gives ids, inputs and labels, scaled, in the shape of the examples', async () => {
    const dataset = inMemoryDataset({
      inputShape: [1, 2],
      inputs: Uint8Array.of(0, 255, 51, 1, 102, 204),
      divisor: 255,
      labels: Int32Array.of(4, 5, 6),
    })
    const [first, last] = await take(dataset, { batchSize: 2 }, (batch) => ({
      ids: [batch.ids.dtype, batch.ids.arraySync()],
      labels: [batch.labels?.dtype, batch.labels?.arraySync()],
      inputs: [(batch.inputs as Tensor).dtype, (batch.inputs as Tensor).arraySync()],
      keys: Object.keys(batch),
    }))
    expect(first).toEqual({
      ids: ['int32', [0, 1]],
      labels: ['int32', [4, 5]],
      inputs: ['float32', [[[0, 1]], [[Math.fround(0.2), Math.fround(1 / 255)]]]],
      keys: ['ids', 'inputs', 'labels'],
    })
    expect(last).toMatchObject({ ids: ['int32', [2]], labels: ['int32', [6]] })
  })

  it('gives soft targets', async () => {
    const dataset = inMemoryDataset({
      inputShape: [1],
      inputs: Float32Array.of(1, 2),
      targets: { classes: 2, values: Float32Array.of(0.25, 0.75, 1, 0) },
    })
    const targets = await take(dataset, { batchSize: 1 }, (batch) => batch.targets?.arraySync())
    expect(targets).toEqual([[[0.25, 0.75]], [[1, 0]]])
    expect(dataset.labels).toBeUndefined()
  })

  it('gives only the chosen rows, in their order, and tells their ids and labels', async () => {
    const dataset = inMemoryDataset(
      { inputShape: [1], inputs: Int8Array.of(-1, -2, -3, -4), labels: Int32Array.of(1, 2, 3, 4) },
      { rows: Int32Array.of(3, 1), firstId: 50 },
    )
    expect(dataset.size).toBe(2)
    expect(dataset.ids).toEqual(Int32Array.of(53, 51))
    expect(dataset.labels).toEqual(Int32Array.of(4, 2))
    expect(await take(dataset, { batchSize: 5 }, (batch) => (batch.inputs as Tensor).arraySync())).toEqual([
      [[-4], [-2]],
    ])
  })

  it('keeps each example together, in any order', async () => {
    const order = { seed: 3, epoch: 1 }
    const batches = await take(numbered(20), { batchSize: 7, order }, (batch) => ({
      ids: ids(batch),
      labels: batch.labels?.arraySync(),
      inputs: (batch.inputs as Tensor).arraySync(),
    }))
    expect(batches.map((batch) => batch.ids.length)).toEqual([7, 7, 6])
    for (const { ids, labels, inputs } of batches) {
      expect(labels).toEqual(ids.map((id) => 2 * (id - 100)))
      expect(inputs).toEqual(ids.map((id) => [id - 100, id - 100]))
    }
  })

  it('follows batchOrder, and resumes with the batches that are left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(6),
        fc.boolean(),
        fc.option(fc.record({ seed: fc.integer(), epoch: fc.nat(50) })),
        async (size, batchSize, from, fullOnly, key) => {
          const dataset = numbered(size)
          const request = { batchSize, fullOnly, ...(key !== null && { order: key }) }
          const all = await take(dataset, request, ids)
          const order = key === null ? Array.from({ length: size }, (_, i) => i) : [...batchOrder(size, key)]
          const kept = fullOnly ? size - (size % batchSize) : size
          expect(all.flat()).toEqual(order.slice(0, kept).map((row) => 100 + row))
          expect(all.slice(0, -1).every((batch) => batch.length === batchSize)).toBe(true)
          if (fullOnly) expect(all.every((batch) => batch.length === batchSize)).toBe(true)
          expect(await take(dataset, { ...request, from }, ids)).toEqual(all.slice(from))
        },
      ),
    )
  })

  it('stops at a signal', async () => {
    const controller = new AbortController()
    const seen = await take(numbered(10), { batchSize: 2, signal: controller.signal }, (batch) => {
      if (ids(batch).includes(103)) controller.abort()
      return ids(batch)
    })
    expect(seen).toEqual([
      [100, 101],
      [102, 103],
    ])
  })

  it('makes no tensors but those of the batch', async () => {
    const before = memory().numTensors
    const during = await take(numbered(6), { batchSize: 2 }, () => memory().numTensors - before)
    expect(during).toEqual([3, 3, 3])
    expect(memory().numTensors).toBe(before)
  })

  it.each([{ batchSize: 0 }, { batchSize: 1.5 }, { batchSize: 1, from: -1 }])('refuses %o', (request) => {
    expect(() => numbered(3).batches(request)).toThrow(
      expect.objectContaining({ code: 'data/batch-request' }),
    )
  })
})
