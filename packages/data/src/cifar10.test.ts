import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { cifar10 } from './index'
import { cifarFile } from './testing/cifar-records'
import { failingStorage } from './testing/failing-storage'
import { takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const files = {
  'd/data_batch_1.bin': cifarFile({ labels: [3], start: 0 }, { labels: [9], start: 10 }),
  'd/data_batch_2.bin': cifarFile({ labels: [1], start: 20 }),
}

describe('cifar10', () => {
  it.each([
    ['parts of files', (storage: Storage): Storage => storage],
    ['whole files', ({ size: _, readRange: __, ...storage }: Storage): Storage => storage],
  ])('gives pixels channels last, from %s', async (_, reading) => {
    const data = await cifar10({ path: 'd' }).open({ storage: reading(memoryStorage(files)) })
    expect(data.spec).toMatchObject({ inputShape: [32, 32, 3], classes: 10, examples: 3, splits: ['train'] })
    const [batch] = await takeBatches(data.split('train'), { batchSize: 3, order: { seed: 1, epoch: 0 } })
    const { ids = [], inputs = [], labels } = batch ?? {}
    expect(ids.toSorted()).toEqual([0, 1, 2])
    ids.forEach((id, i) =>
      expect(inputs.slice(3072 * i, 3072 * i + 3)).toEqual(
        [0, 1, 2].map((channel) => Math.fround((10 * id + channel) / 255)),
      ),
    )
    expect(labels).toEqual(ids.map((id) => [3, 9, 1][id]))
  })

  it('has test files of its own, whose ids follow', async () => {
    const storage = memoryStorage({ ...files, 'd/test_batch.bin': cifarFile({ labels: [4], start: 7 }) })
    const data = await cifar10({ path: 'd', validation: 1 }).open({ storage })
    const [batch] = await takeBatches(data.split('test'), { batchSize: 1 })
    expect(batch).toMatchObject({ ids: [3], labels: [4] })
    expect(batch?.inputs[2]).toBe(Math.fround(9 / 255))
    expect(data.split('validation').ids).toEqual(Int32Array.of(2))
  })

  it.each<[string, Record<string, Uint8Array>, string, string]>([
    [
      'a file of wrong length',
      { 'd/data_batch_1.bin': new Uint8Array(3000) },
      'data/cifar-size',
      'd/data_batch_1.bin',
    ],
    ['an empty file', { 'd/data_batch_1.bin': new Uint8Array(0) }, 'data/cifar-size', 'd/data_batch_1.bin'],
    ['a folder without them', { 'd/other.bin': new Uint8Array(3073) }, 'data/missing-file', 'the folder d'],
    [
      'a label that is no class',
      { 'd/data_batch_1.bin': cifarFile({ labels: [1], start: 0 }, { labels: [10], start: 0 }) },
      'data/label-range',
      'record 1 (counted from 0) of d/data_batch_1.bin',
    ],
  ])('refuses %s and names it', async (_, wrong, code, name) => {
    const open = async () => cifar10({ path: 'd' }).open({ storage: memoryStorage(wrong) })
    await expect(open).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it('passes on that a file cannot be read', async () => {
    const storage = failingStorage(memoryStorage(files), 'd/data_batch_2.bin')
    const open = async () => cifar10({ path: 'd' }).open({ storage })
    await expect(open).rejects.toMatchObject({
      code: 'storage/no-permission',
      message: expect.stringContaining('d/data_batch_2.bin'),
    })
  })
})
