import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { augmented, mixup, stream, type StreamedExample } from './index'
import { takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

async function* train() {
  for (let i = 0; i < 5; i++) yield { inputs: [i], label: i % 2 }
}

async function open(given: () => Iterable<StreamedExample> | AsyncIterable<StreamedExample>, more = {}) {
  const data = await stream({ train: given, shape: [1], classes: 2, ...more }).open({
    storage: memoryStorage(),
  })
  return data.split('train')
}

describe('stream', () => {
  it('has no size, and ids that are places', async () => {
    const dataset = await open(train)
    expect(dataset.size).toBeUndefined()
    expect(await takeBatches(dataset, { batchSize: 2, from: 1 })).toMatchObject([
      { ids: [2, 3], inputs: [2, 3], labels: [0, 1] },
      { ids: [4], inputs: [4], labels: [0] },
    ])
    expect(await takeBatches(dataset, { batchSize: 2, fullOnly: true })).toHaveLength(2)
  })

  it('mixes neighbours, the same for the same seed and epoch', async () => {
    const dataset = await open(train, { buffer: 3 })
    const mixed = async (epoch: number) =>
      (await takeBatches(dataset, { batchSize: 5, order: { seed: 1, epoch } }))[0]?.ids ?? []
    expect(await mixed(0)).toEqual(await mixed(0))
    expect((await mixed(0)).toSorted()).toEqual([0, 1, 2, 3, 4])
    const orders = await Promise.all(Array.from({ length: 8 }, (_, epoch) => mixed(epoch)))
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1)
    // With three held, the first to come is one of the first three.
    for (const order of orders) expect(order[0]).toBeLessThan(3)
  })

  it('closes the iterable where reading stops', async () => {
    let closed = 0
    const endless = async function* () {
      try {
        for (let i = 0; ; i++) yield { inputs: [i], label: 0 }
      } finally {
        closed++
      }
    }
    const dataset = await open(endless, { buffer: 10 })
    for await (const batch of dataset.batches({ batchSize: 2, order: { seed: 1, epoch: 0 } })) {
      expect(batch.ids.shape).toEqual([2])
      break
    }
    expect(closed).toBe(1)
  })

  it('is augmented as data in memory are', async () => {
    const dataset = augmented(await open(train), { augment: [mixup()], seed: 1, classes: 2 })
    const [batch] = await takeBatches(dataset, { batchSize: 5 })
    expect(batch?.ids).toEqual([0, 1, 2, 3, 4])
    for (const [one = 0, other = 0] of batch?.targets ?? []) expect(one + other).toBeCloseTo(1, 6)
  })

  it.each<[string, StreamedExample, string]>([
    ['inputs of another shape', { inputs: [1, 2], label: 0 }, 'data/shape'],
    ['inputs that are not finite', { inputs: Float32Array.of(NaN), label: 0 }, 'data/not-finite'],
    ['an example without a label', { inputs: [1] }, 'data/label-integer'],
    ['a label that is no class', { inputs: [1], label: 2 }, 'data/label-range'],
  ])('refuses %s and says which example it is', async (_, example, code) => {
    const dataset = await open(() => [{ inputs: [0], label: 0 }, example])
    await expect(takeBatches(dataset, { batchSize: 1 })).rejects.toMatchObject({
      code,
      component: 'stream',
      message: expect.stringContaining('example 1 (counted from 0) of train'),
    })
  })

  it('refuses more examples than said', async () => {
    const dataset = await open(train, { examples: 4 })
    await expect(takeBatches(dataset, { batchSize: 1 })).rejects.toMatchObject({
      code: 'data/count-mismatch',
    })
  })

  it('lists its splits where one is asked for that is not there', async () => {
    const data = await stream({ train, shape: [1] }).open({ storage: memoryStorage() })
    expect(() => data.split('test')).toThrow(expect.objectContaining({ code: 'data/no-split' }))
  })
})
