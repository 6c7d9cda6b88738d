import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { imageFolder } from './index'
import { failingStorage } from './testing/failing-storage'
import { plainPng } from './testing/pictures'
import { takeBatches } from './testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const files = {
  'd/cat/a.png': plainPng(4, 4, 51),
  'd/cat/b.PNG': plainPng(4, 4, 102),
  'd/dog/c.png': plainPng(4, 4, 255),
  'd/dog/notes.txt': 'left out',
  'd/README': 'left out',
}

describe('imageFolder', () => {
  it('reads a folder for each class', async () => {
    const data = await imageFolder({ path: 'd', channels: 1 }).open({ storage: memoryStorage(files) })
    expect(data.spec).toMatchObject({ inputShape: [4, 4, 1], classNames: ['cat', 'dog'], examples: 3 })
    expect(data.split('train').labels).toEqual(Int32Array.of(0, 0, 1))
    const [two, last] = await takeBatches(data.split('train'), { batchSize: 2 })
    expect([two?.shape, two?.inputs[0], two?.inputs[16]]).toEqual([
      [2, 4, 4, 1],
      Math.fround(0.2),
      Math.fround(0.4),
    ])
    expect(last).toMatchObject({ ids: [2], labels: [1], inputs: Array.from({ length: 16 }, () => 1) })
  })

  const parts = {
    'd/train/a/1.png': plainPng(4, 6, 255),
    'd/train/b/1.png': plainPng(9, 5, 0),
    'd/val/b/1.png': plainPng(3, 3, 0),
    'd/test/a/1.png': plainPng(2, 2, 0),
  }

  it('takes train, val and test, and scales', async () => {
    const storage = memoryStorage(parts)
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
    expect(data.split('validation').labels).toEqual(Int32Array.of(1))
    for (let epoch = 0; epoch < 2; epoch++) {
      const [batch] = await takeBatches(data.split('train'), { batchSize: 2 })
      expect(batch?.inputs.slice(26, 28)).toEqual([1, 0])
    }
  })

  it.each<[string, Record<string, Uint8Array | string>, string, string]>([
    ['a folder without pictures', { 'd/empty/x.txt': '' }, 'data/empty-class', 'd/empty'],
    ['a picture of another size', { 'd/dog/z.png': plainPng(5, 4, 0) }, 'data/image-size', 'd/dog/z.png'],
    ['a file that is no picture', { 'd/dog/z.jpg': 'text' }, 'data/image-format', 'd/dog/z.jpg'],
    [
      'a picture that was cut off',
      { 'd/dog/z.png': plainPng(4, 4, 0).slice(0, 50) },
      'data/image-damaged',
      'd/dog/z.png',
    ],
  ])('refuses %s and names it', async (_, more, code, name) => {
    const run = async () => {
      const data = await imageFolder({ path: 'd' }).open({ storage: memoryStorage({ ...files, ...more }) })
      await takeBatches(data.split('train'), { batchSize: 1 })
    }
    await expect(run).rejects.toMatchObject({ code, message: expect.stringContaining(name) })
  })

  it('refuses a test folder of a class that training lacks', async () => {
    const storage = memoryStorage({ ...parts, 'd/test/bird/1.png': plainPng(2, 2, 0) })
    const open = async () => imageFolder({ path: 'd', size: 3 }).open({ storage })
    await expect(open).rejects.toMatchObject({
      code: 'data/unknown-class',
      received: 'd/test/bird',
      expected: expect.stringContaining('a, b'),
    })
  })

  it('refuses a folder that has no classes, and a test share beside folders that lack test', async () => {
    const bare = memoryStorage({ 'd/README': '' })
    const { 'd/test/a/1.png': _, ...without } = parts
    const noTest = memoryStorage(without)
    const open = async (storage: typeof bare, test?: number) =>
      imageFolder({ path: 'd', size: 3, test }).open({ storage })
    await expect(open(bare)).rejects.toMatchObject({ code: 'data/missing-file', received: 'none' })
    await expect(open(noTest, 0.5)).rejects.toMatchObject({
      code: 'data/missing-file',
      expected: expect.stringContaining('a folder test'),
    })
  })

  it('passes on that a picture cannot be read, after the batches before it', async () => {
    const storage = failingStorage(memoryStorage(files), 'd/dog/c.png')
    const data = await imageFolder({ path: 'd' }).open({ storage })
    const ids: number[] = []
    const run = async () => {
      for await (const batch of data.split('train').batches({ batchSize: 1 }))
        ids.push(...batch.ids.dataSync())
    }
    await expect(run).rejects.toMatchObject({
      code: 'storage/no-permission',
      message: expect.stringContaining('d/dog/c.png'),
    })
    expect(ids).toEqual([0, 1])
  })
})
