import '@tensorflow/tfjs-backend-cpu'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { augmented, inMemoryDataset, mixup, readerDataset } from '../index'
import { takeBatches } from '../testing/take-batches'
import type { ExampleReader } from './example-reader'

beforeAll(async () => {
  await setBackend('cpu')
})

const tens: ExampleReader = {
  count: 100,
  inputShape: [2],
  labels: Int32Array.from({ length: 100 }, (_, row) => row % 3),
  read: async (rows) =>
    Float32Array.from({ length: 2 * rows.length }, (_, i) => 10 * rows[i >> 1]! + (i % 2)),
}

describe('readerDataset', () => {
  it('reads two batches ahead and no more', async () => {
    let reads = 0
    const read = async (rows: Int32Array) => (reads++, Float32Array.from(rows))
    for await (const batch of readerDataset({ count: 100, inputShape: [1], read }).batches({
      batchSize: 1,
    })) {
      expect(batch.ids.shape).toEqual([1])
      break
    }
    expect(reads).toBe(3)
  })

  it('gives what a data set in memory gives, for every request', async () => {
    const inputs = (await tens.read(Int32Array.from({ length: 100 }, (_, row) => row))) as Float32Array
    const labels = tens.labels ?? new Int32Array()
    const selection = { rows: Int32Array.from({ length: 41 }, (_, i) => 2 * i + 3), firstId: 50 }
    const inMemory = inMemoryDataset({ inputShape: [2], inputs, labels }, selection)
    const reading = readerDataset(tens, selection)
    expect(reading).toMatchObject({ size: 41, ids: inMemory.ids, labels: inMemory.labels })
    const request = fc.record(
      {
        batchSize: fc.integer({ min: 1, max: 50 }),
        order: fc.record({ seed: fc.integer(), epoch: fc.nat(9) }),
        from: fc.nat(4),
        fullOnly: fc.boolean(),
      },
      { requiredKeys: ['batchSize'] },
    )
    await fc.assert(
      fc.asyncProperty(request, async (asked) => {
        expect(await takeBatches(reading, asked)).toEqual(await takeBatches(inMemory, asked))
      }),
      { numRuns: 30 },
    )
    const options = { augment: [mixup()], seed: 1, classes: 3 }
    expect(await takeBatches(augmented(reading, options), { batchSize: 9 })).toEqual(
      await takeBatches(augmented(inMemory, options), { batchSize: 9 }),
    )
  })

  it('names the example whose numbers are not finite, and what float32 has no room for', async () => {
    const wrong = (value: number): ExampleReader => ({
      ...tens,
      read: async (rows) =>
        Float64Array.from({ length: 2 * rows.length }, (_, i) => (rows[i >> 1] === 7 ? value : 0)),
      nameRow: (row) => `row ${row} of the table`,
    })
    for (const value of [NaN, -Infinity, 1e39]) {
      const before = memory().numTensors
      await expect(takeBatches(readerDataset(wrong(value)), { batchSize: 5 })).rejects.toMatchObject({
        code: 'data/not-finite',
        received: `${value} at position 0 of row 7 of the table`,
      })
      expect(memory().numTensors).toBe(before)
    }
  })

  it('refuses a reader that gives another number of values', async () => {
    const short = { ...tens, read: async () => new Float32Array(3) }
    await expect(takeBatches(readerDataset(short), { batchSize: 2 })).rejects.toMatchObject({
      code: 'data/shape',
      received: '3 values',
    })
  })

  it('gives the batches before the one that cannot be read', async () => {
    const failing: ExampleReader = {
      ...tens,
      read: async (rows) => {
        if (rows.includes(5)) throw new RangeError('the disk is gone')
        return tens.read(rows)
      },
    }
    const ids: number[] = []
    const run = async () => {
      for await (const batch of readerDataset(failing).batches({ batchSize: 2 }))
        ids.push(...batch.ids.dataSync())
    }
    await expect(run).rejects.toThrow('the disk is gone')
    expect(ids).toEqual([0, 1, 2, 3])
  })

  it('stops at a signal, and refuses a batch that cannot be', async () => {
    const controller = new AbortController()
    let batches = 0
    for await (const _ of readerDataset(tens).batches({ batchSize: 2, signal: controller.signal })) {
      if (++batches === 2) controller.abort()
    }
    expect(batches).toBe(2)
    expect(() => readerDataset(tens).batches({ batchSize: 0 })).toThrow(
      expect.objectContaining({ code: 'data/batch-request' }),
    )
  })
})
