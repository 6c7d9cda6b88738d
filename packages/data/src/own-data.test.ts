import '@tensorflow/tfjs-backend-cpu'
import { setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { memoryStorage } from '@potstill/formats'
import type { Batch, BatchRequest, Dataset, Storage } from '@potstill/spec'
import { encode } from 'fast-png'
import { beforeAll, describe, expect, it } from 'vitest'
import reference from '../../../reference/data/pillow-pyarrow.json'
import { cifar10, cifar100, imageFolder, jsonLines, npy, parquet, readerDataset, stream, text } from './index'
import { bytesOf, pillow } from './testing/pillow'

beforeAll(async () => {
  await setBackend('cpu')
})

async function take<Value>(dataset: Dataset, request: BatchRequest, read: (batch: Batch) => Value) {
  const seen: Value[] = []
  for await (const batch of dataset.batches(request)) seen.push(read(batch))
  return seen
}
const values = ({ inputs }: Batch) => Array.from((inputs as Tensor).dataSync())
const ids = (batch: Batch) => Array.from(batch.ids.dataSync())
const plain = (width: number, height: number, value: number) =>
  encode({ width, height, channels: 3, data: new Uint8Array(3 * width * height).fill(value) })

describe('imageFolder', () => {
  const files = {
    'd/cat/a.png': plain(4, 4, 51),
    'd/cat/b.PNG': plain(4, 4, 102),
    'd/dog/c.png': plain(4, 4, 255),
    'd/dog/notes.txt': 'left out',
    'd/README': 'left out',
  }

  it('reads a folder for each class', async () => {
    const data = await imageFolder({ path: 'd', channels: 1 }).open({ storage: memoryStorage(files) })
    expect(data.spec).toMatchObject({ inputShape: [4, 4, 1], classNames: ['cat', 'dog'], examples: 3 })
    expect(data.split('train').labels).toEqual(Int32Array.of(0, 0, 1))
    const seen = await take(data.split('train'), { batchSize: 2 }, (batch) => values(batch)[0])
    expect(seen).toEqual([Math.fround(0.2), 1])
  })

  it('takes train, val and test, and scales', async () => {
    const storage = memoryStorage({
      'd/train/a/1.png': plain(4, 6, 255),
      'd/train/b/1.png': plain(9, 5, 0),
      'd/val/b/1.png': plain(3, 3, 0),
      'd/test/a/1.png': plain(2, 2, 0),
    })
    const data = await imageFolder({ path: 'd', size: 3, cacheBytes: 1000 }).open({ storage })
    expect(data.spec).toMatchObject({
      inputShape: [3, 3, 3],
      examples: 4,
      splits: ['train', 'validation', 'test'],
    })
    expect(['test', 'validation'].map((name) => data.split(name).ids)).toEqual([
      Int32Array.of(2),
      Int32Array.of(3),
    ])
    for (let epoch = 0; epoch < 2; epoch++) {
      expect((await take(data.split('train'), { batchSize: 2 }, values))[0]?.slice(26, 28)).toEqual([1, 0])
    }
  })

  it.each<[string, Record<string, Uint8Array | string>, string, string]>([
    ['a folder without pictures', { 'd/empty/x.txt': '' }, 'data/empty-class', 'd/empty'],
    ['a picture of another size', { 'd/dog/z.png': plain(5, 4, 0) }, 'data/image-size', 'd/dog/z.png'],
    ['a file that is no picture', { 'd/dog/z.jpg': 'text' }, 'data/image-format', 'd/dog/z.jpg'],
  ])('refuses %s and names it', async (_, more, code, name) => {
    const run = async () => {
      const data = await imageFolder({ path: 'd' }).open({ storage: memoryStorage({ ...files, ...more }) })
      await take(data.split('train'), { batchSize: 1 }, values)
    }
    await expect(run).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })
})

describe('cifar10 and cifar100', () => {
  const record = (labels: number[], start: number) => [
    ...labels,
    ...Array.from({ length: 3072 }, (_, i) => start + Math.floor(i / 1024)),
  ]
  const file = (...records: number[][]) => Uint8Array.from(records.flat())
  const files = {
    'd/data_batch_1.bin': file(record([3], 0), record([9], 10)),
    'd/data_batch_2.bin': file(record([1], 20)),
  }

  it.each([
    ['parts of files', (storage: Storage): Storage => storage],
    ['whole files', ({ size: _, readRange: __, ...storage }: Storage): Storage => storage],
  ])('gives pixels channels last, from %s', async (_, reading) => {
    const data = await cifar10({ path: 'd' }).open({ storage: reading(memoryStorage(files)) })
    expect(data.spec).toMatchObject({ inputShape: [32, 32, 3], classes: 10, examples: 3 })
    const request = { batchSize: 3, order: { seed: 1, epoch: 0 } }
    await take(data.split('train'), request, (batch) => {
      ids(batch).forEach((id, i) =>
        expect(values(batch).slice(3072 * i, 3072 * i + 3)).toEqual(
          [0, 1, 2].map((channel) => Math.fround((10 * id + channel) / 255)),
        ),
      )
      expect(Array.from(batch.labels?.dataSync() ?? [])).toEqual(ids(batch).map((id) => [3, 9, 1][id]))
    })
  })

  it('has fine and coarse labels', async () => {
    const storage = memoryStorage({ 'd/train.bin': file(record([19, 99], 0)) })
    const open = async (labels: 'fine' | 'coarse') => cifar100({ path: 'd', labels }).open({ storage })
    const [fine, coarse] = [await open('fine'), await open('coarse')]
    expect([fine.spec.classes, fine.spec.classNames?.[99], fine.split('train').labels?.[0]]).toEqual([
      100,
      'worm',
      99,
    ])
    expect([coarse.spec.classes, coarse.split('train').labels?.[0]]).toEqual([20, 19])
  })

  it('refuses files of wrong length', async () => {
    const storage = memoryStorage({ 'd/data_batch_1.bin': new Uint8Array(3000) })
    const open = async () => cifar10({ path: 'd' }).open({ storage })
    await expect(open).rejects.toMatchObject({
      code: 'data/cifar-size',
      expected: expect.stringContaining('d/data_batch_1.bin'),
    })
  })
})

describe('npy', () => {
  it('reads rows of files and of archives', async () => {
    const f4 = reference.npy.find(({ dtype }) => dtype === '<f4')
    const storage = memoryStorage({
      'x.npy': bytesOf(f4?.file ?? ''),
      'd.npz': bytesOf(reference.npz.packed),
    })
    const single = await npy({ inputs: 'x.npy' }).open({ storage })
    expect((await take(single.split('train'), { batchSize: 1, from: 1 }, values))[0]).toEqual([0.75, 1, 1.25])
    const both = await npy({ path: 'd.npz', inputs: 'x', labels: 'y' }).open({ storage })
    expect(both.split('train').labels).toEqual(Int32Array.of(1, 0))
    const open = async () => npy({ inputs: 'x.npy', labels: 'x.npy' }).open({ storage })
    await expect(open).rejects.toMatchObject({
      code: 'data/shape',
      message: expect.stringContaining('x.npy'),
    })
  })
})

describe('parquet', () => {
  it.each(Object.entries(pillow.parquet))('reads what pyarrow wrote with %s', async (_, file) => {
    const storage = memoryStorage({ 'd/train-0.parquet': bytesOf(file) })
    const open = async (inputs: string | string[], label: string) =>
      parquet({ path: 'd', inputs, label }).open({ storage })
    const pictures = await open('image', 'label')
    expect(pictures.spec).toMatchObject({ inputShape: [4, 5, 3], classNames: ['even', 'odd'], examples: 7 })
    const order = { seed: 3, epoch: 1 }
    const seen = await take(pictures.split('train'), { batchSize: 1, order }, (batch) => [
      ids(batch)[0],
      values(batch)[0],
    ])
    expect(seen.map(([id]) => id).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6])
    for (const [id = 0, pixel] of seen) expect(pixel).toBe(Math.fround((10 * id) / 255))
    const lists = await open('list', 'name')
    expect((await take(lists.split('train'), { batchSize: 7 }, values))[0]?.slice(-2)).toEqual([6, 6.5])
    const numbers = await open(['number', 'label'], 'label')
    expect((await take(numbers.split('train'), { batchSize: 7 }, values))[0]?.slice(0, 4)).toEqual([
      0, 0, 1.5, 1,
    ])
    await expect(open('none', 'label')).rejects.toMatchObject({ code: 'data/parquet-column' })
    const cut = memoryStorage({ 'a.parquet': bytesOf(file).slice(0, 900) })
    await expect(async () =>
      parquet({ path: 'a.parquet', inputs: 'list' }).open({ storage: cut }),
    ).rejects.toMatchObject({
      code: 'data/parquet-damaged',
      message: expect.stringContaining('a.parquet'),
    })
  })
})

describe('jsonLines', () => {
  it('reads fields, and names the line that is wrong', async () => {
    const open = async (content: string) =>
      jsonLines({ path: 'a.jsonl', inputs: ['x', 'y'], label: 'k' }).open({
        storage: memoryStorage({ 'a.jsonl': content }),
      })
    const data = await open('{"x":1,"y":2,"k":"b"}\n\n{"x":3,"y":4,"k":"a"}\n')
    expect(data.spec).toMatchObject({ inputShape: [2], classNames: ['a', 'b'] })
    expect((await take(data.split('train'), { batchSize: 2 }, values))[0]).toEqual([1, 2, 3, 4])
    await expect(open('{"x":1,"y":2,"k":0}\n{"x"')).rejects.toMatchObject({
      code: 'data/json-line',
      message: expect.stringContaining('line 2 of a.jsonl'),
    })
    await expect(open('{"x":1,"y":2,"k":0.5}')).rejects.toMatchObject({ code: 'data/label-integer' })
    await expect(open('{"x":1,"k":0}')).rejects.toMatchObject({ code: 'data/json-field' })
  })
})

describe('text', () => {
  it('gives bytes or words, filled up, with a mask', async () => {
    const storage = memoryStorage({
      'd/bad.txt': 'no\n',
      'd/good/1.txt': 'Yes, yes',
      v: '[PAD]\n[UNK]\nyes\n',
    })
    const bytes = await text({ path: 'd', length: 4, mask: true }).open({ storage })
    const [first] = await take(bytes.split('train'), { batchSize: 1 }, ({ inputs }) =>
      Object.values(inputs as Record<string, Tensor>).map((tensor) => Array.from(tensor.dataSync())),
    )
    expect(first).toEqual([
      [111, 112, 0, 0],
      [1, 1, 0, 0],
    ])
    const words = await text({ path: 'd', length: 4, vocabulary: 'v' }).open({ storage })
    expect((await take(words.split('train'), { batchSize: 2 }, values))[0]).toEqual([1, 0, 0, 0, 2, 1, 2, 0])
  })
})

describe('stream', () => {
  async function* train() {
    for (let i = 0; i < 5; i++) yield { inputs: [i], label: i % 2 }
  }
  it('has no size, and the same order for the same seed', async () => {
    const data = await stream({ train, shape: [1], classes: 2, buffer: 3 }).open({ storage: memoryStorage() })
    expect(data.split('train').size).toBeUndefined()
    expect(await take(data.split('train'), { batchSize: 2, from: 1 }, ids)).toEqual([[2, 3], [4]])
    const mixed = () => take(data.split('train'), { batchSize: 5, order: { seed: 1, epoch: 0 } }, ids)
    expect(await mixed()).toEqual(await mixed())
    expect((await mixed())[0]?.toSorted()).toEqual([0, 1, 2, 3, 4])
  })
})

describe('readerDataset', () => {
  it('reads two batches ahead and no more', async () => {
    let reads = 0
    const read = async (rows: Int32Array) => (reads++, Float32Array.from(rows))
    for await (const _ of readerDataset({ count: 100, inputShape: [1], read }).batches({ batchSize: 1 }))
      break
    expect(reads).toBe(3)
  })
})
