import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { parquet } from './index'
import { failingStorage } from './testing/failing-storage'
import { plainPng } from './testing/pictures'
import { bytesOf, pillow } from './testing/pillow'
import { plainParquet } from './testing/plain-parquet'
import { byId, takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

describe('parquet', () => {
  describe.each(Object.entries(pillow.parquet))('as pyarrow wrote it with %s', (_, file) => {
    const storage = memoryStorage({ 'd/train-0.parquet': bytesOf(file) })
    const open = async (inputs: string | string[], label: string) =>
      parquet({ path: 'd', inputs, label }).open({ storage })

    it('gives pictures, with the names that datasets wrote', async () => {
      const data = await open('image', 'label')
      expect(data.spec).toMatchObject({ inputShape: [4, 5, 3], classNames: ['even', 'odd'], examples: 7 })
      const order = { seed: 3, epoch: 1 }
      const seen = byId(await takeBatches(data.split('train'), { batchSize: 2, order }))
      expect([...seen.keys()].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
      for (const [id, pixels] of seen)
        expect(new Set(pixels)).toEqual(new Set([Math.fround((10 * id) / 255)]))
    })

    it('gives lists of numbers, and labels of text', async () => {
      const data = await open('list', 'name')
      expect(data.spec).toMatchObject({ inputShape: [2], classNames: ['a', 'b'] })
      const [batch] = await takeBatches(data.split('train'), { batchSize: 7 })
      expect(batch?.inputs).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5])
      expect(batch?.labels).toEqual([0, 1, 0, 1, 0, 1, 0])
    })

    it('gives numbers of several columns', async () => {
      const data = await open(['number', 'label'], 'label')
      const [batch] = await takeBatches(data.split('train'), { batchSize: 7 })
      expect(batch?.inputs.slice(0, 6)).toEqual([0, 0, 1.5, 1, 3, 0])
    })

    it('names a column that is not there, and a damaged file', async () => {
      await expect(open('none', 'label')).rejects.toMatchObject({
        code: 'data/parquet-column',
        received: 'columns image, label, list, number, name',
      })
      const cut = memoryStorage({ 'a.parquet': bytesOf(file).slice(0, 900) })
      const openCut = async () => parquet({ path: 'a.parquet', inputs: 'list' }).open({ storage: cut })
      await expect(openCut).rejects.toMatchObject({
        code: 'data/parquet-damaged',
        message: expect.stringContaining('a.parquet'),
      })
    })
  })

  it('reads a row group when it is asked for, once, and nothing whole', async () => {
    const rows = [1, 2, 3, 4].map((value) => plainPng(4, 4, value))
    const { start, group, groups, end } = plainParquet(rows, 12)
    const bytes = Buffer.concat([start, ...Array.from({ length: groups }, () => group), end])
    const stored = memoryStorage({ 'a.parquet': bytes })
    const asked: number[] = []
    const storage: Storage = {
      ...stored,
      read: () => Promise.reject(new Error('nobody reads it whole')),
      readRange: (path, from, to) => {
        asked.push(to - from)
        return stored.readRange!(path, from, to)
      },
    }
    const data = await parquet({ path: 'a.parquet', inputs: 'image' }).open({ storage })
    // The end, which says where all lies, and the first row for its shape.
    expect(asked.splice(0)).toEqual([expect.any(Number), group.length])
    const order = { seed: 1, epoch: 0 }
    const seen = byId(await takeBatches(data.split('train'), { batchSize: 5, order }))
    expect([...seen].every(([id, [first]]) => first === Math.fround(((id % 4) + 1) / 255))).toBe(true)
    expect(seen.size).toBe(48)
    // One is held from the opening.
    expect(asked.every((length) => length === group.length)).toBe(true)
    expect(asked.length).toBeGreaterThanOrEqual(groups - 1)
    expect(asked.length).toBeLessThanOrEqual(groups)
  })

  const file = bytesOf(pillow.parquet.snappy)

  it('takes train, validation and test from files of a folder, all others left out', async () => {
    const storage = memoryStorage({
      'd/train-0.parquet': file,
      'd/train-1.parquet': file,
      'd/test.parquet': file,
      'd/x': '',
    })
    const data = await parquet({ path: 'd', inputs: 'number', label: 'label' }).open({ storage })
    expect(data.spec).toMatchObject({ inputShape: [1], examples: 21, splits: ['train', 'test'] })
    const [batch] = await takeBatches(data.split('train'), { batchSize: 14 })
    expect(batch?.inputs).toEqual([0, 1.5, 3, 4.5, 6, 7.5, 9, 0, 1.5, 3, 4.5, 6, 7.5, 9])
  })

  it.each([
    ['text as inputs', { inputs: 'name' }, 'data/parquet-inputs', 'row 0 (counted from 0) of a.parquet'],
    [
      'fractions as labels',
      { inputs: 'list', label: 'number' },
      'data/label-integer',
      "'number' in row 1 (counted from 0) of a.parquet",
    ],
    [
      'another number of classes than are named',
      { inputs: 'list', label: 'label', classes: 1 },
      'data/class-names',
      '2 names: even, odd',
    ],
  ])('refuses %s and names it', async (_, options, code, name) => {
    const storage = memoryStorage({ 'a.parquet': file })
    const open = async () => parquet({ path: 'a.parquet', ...options }).open({ storage })
    await expect(open).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it('refuses a folder without such files, and one that lacks test', async () => {
    const storage = memoryStorage({ 'e/x.csv': '', 'd/train.parquet': file })
    const open = async (path: string, test?: number) =>
      parquet({ path, inputs: 'list', test }).open({ storage })
    await expect(open('e')).rejects.toMatchObject({ code: 'data/missing-file' })
    await expect(open('d', 2)).rejects.toMatchObject({ code: 'data/missing-file' })
  })

  it('names a file that cannot be read', async () => {
    const storage = failingStorage(memoryStorage({ 'a.parquet': file }), 'a.parquet')
    const open = async () => parquet({ path: 'a.parquet', inputs: 'list' }).open({ storage })
    await expect(open).rejects.toMatchObject({
      code: 'storage/no-permission',
      message: expect.stringContaining('a.parquet'),
    })
  })
})
