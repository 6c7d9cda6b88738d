import { gzipSync } from 'node:zlib'
import '@tensorflow/tfjs-backend-cpu'
import { setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { memoryStorage, writeIdx, type IdxData } from '@potstill/formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { idx } from './index'

beforeAll(async () => {
  await setBackend('cpu')
})

const file = (shape: readonly number[], data: IdxData) => writeIdx({ shape, data })
const images = (count: number) =>
  file(
    [count, 2, 3],
    Uint8Array.from({ length: 6 * count }, (_, i) => i),
  )
const labels = (...values: number[]) => file([values.length], Uint8Array.from(values))

const training = {
  'd/train-images-idx3-ubyte': images(4),
  'd/train-labels-idx1-ubyte': labels(0, 2, 1, 0),
}

describe('idx', () => {
  it('reads images as [height, width, 1] in [0, 1], and their labels', async () => {
    const storage = memoryStorage({
      ...training,
      'd/t10k-images-idx3-ubyte': images(2),
      'd/t10k-labels-idx1-ubyte': labels(1, 1),
    })
    const data = await idx({ path: 'd', validation: 1 }).open({ storage })
    expect(data.spec).toEqual({
      inputShape: [2, 3, 1],
      classes: 3,
      examples: 6,
      splits: ['train', 'validation', 'test'],
    })
    expect(data.split('train').labels).toEqual(Int32Array.of(0, 2, 1))
    expect(data.split('test').ids).toEqual(Int32Array.of(4, 5))
    for await (const { inputs } of data.split('validation').batches({ batchSize: 1 })) {
      expect(inputs).toHaveProperty('shape', [1, 2, 3, 1])
      expect((inputs as Tensor).dataSync()).toEqual(
        Float32Array.from([18, 19, 20, 21, 22, 23], (pixel) => pixel / 255),
      )
    }
  })

  it('reads gzipped files and files of other names, without a test set', async () => {
    const storage = memoryStorage({
      'd/a.gz': gzipSync(images(4)),
      'd/b': gzipSync(labels(0, 2, 1, 0)),
    })
    const data = await idx({ path: 'd/', files: { trainImages: 'a', trainLabels: 'b' }, classes: 5 }).open({
      storage,
    })
    expect(data.spec).toEqual({ inputShape: [2, 3, 1], classes: 5, examples: 4, splits: ['train'] })
  })

  it('keeps channels, vectors, and numbers that are no bytes', async () => {
    const open = async (shape: readonly number[], data: IdxData) => {
      const storage = memoryStorage({ ...training, 'd/train-images-idx3-ubyte': file(shape, data) })
      return await idx({ path: 'd' }).open({ storage })
    }
    expect((await open([4, 1, 1, 3], new Uint8Array(12))).spec.inputShape).toEqual([1, 1, 3])
    const vectors = await open([4, 1], Float32Array.of(-1, 0, 1, 300))
    expect(vectors.spec.inputShape).toEqual([1])
    for await (const { inputs } of vectors.split('train').batches({ batchSize: 4 })) {
      expect((inputs as Tensor).arraySync()).toEqual([[-1], [0], [1], [300]])
    }
  })

  it('says which file it looked for', async () => {
    const open = async () => idx({ path: 'd' }).open({ storage: memoryStorage() })
    await expect(open).rejects.toMatchObject({
      code: 'data/missing-file',
      message: expect.stringContaining(
        'train-images-idx3-ubyte or train-images-idx3-ubyte.gz in the folder d',
      ),
    })
  })

  it.each<[string, Record<string, Uint8Array>, object, string, RegExp]>([
    [
      'a label file that is empty',
      { 'd/train-labels-idx1-ubyte': new Uint8Array(0) },
      {},
      'formats/idx-magic',
      /d\/train-labels-idx1-ubyte\); got an empty file/,
    ],
    [
      'test images without labels',
      { 'd/t10k-images-idx3-ubyte': images(1) },
      {},
      'data/missing-file',
      /t10k-labels-idx1-ubyte or/,
    ],
    ['a test count without test files', {}, { test: 5 }, 'data/missing-file', /t10k-images-idx3-ubyte or/],
    [
      'files of other lengths',
      { 'd/train-labels-idx1-ubyte': labels(1, 2) },
      {},
      'data/count-mismatch',
      /for each of the 4 inputs in d\/train-images-idx3-ubyte; got 2 labels/,
    ],
    [
      'files that are swapped',
      { 'd/train-images-idx3-ubyte': labels(1, 2), 'd/train-labels-idx1-ubyte': images(2) },
      {},
      'data/shape',
      /at least 2 axes in d\/train-images-idx3-ubyte; got shape \[2\]/,
    ],
    [
      'a label that is too large',
      {},
      { classes: 2 },
      'data/label-range',
      /got 2 in example 1 \(counted from 0\) of d\/train-images-idx3-ubyte/,
    ],
  ])('refuses %s', async (_, files, options, code, message) => {
    const storage = memoryStorage({ ...training, ...files })
    await expect(async () => idx({ path: 'd', ...options }).open({ storage })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })
})
