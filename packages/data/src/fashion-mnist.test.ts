import { existsSync } from 'node:fs'
import { memoryStorage, writeIdx } from '@potstill/formats'
import { folderStorage } from '@potstill/formats/node'
import { describe, expect, it } from 'vitest'
import { fashionMnist } from './index'

const installed = existsSync('/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz')

describe.skipIf(!installed)('fashionMnist (needs the Debian package dataset-fashion-mnist)', () => {
  it('reads the articles of the package', async () => {
    const { spec, split } = await fashionMnist({ train: 55_000, validation: 5_000 }).open({
      storage: folderStorage(),
    })
    expect(spec).toMatchObject({ inputShape: [28, 28, 1], classes: 10, examples: 70_000 })
    expect(['train', 'validation', 'test'].map((name) => split(name).size)).toEqual([55_000, 5_000, 10_000])
    // The first training example is an ankle boot; each class has 1,000 test images (README of the data set).
    expect(spec.classNames?.[split('train').labels?.[0] ?? 0]).toBe('Ankle boot')
    const test = split('test').labels ?? []
    for (let label = 0; label < 10; label++)
      expect(test.filter((other) => other === label)).toHaveLength(1_000)
  })
})

describe('fashionMnist', () => {
  it('reads another folder', async () => {
    const images = writeIdx({ shape: [2, 28, 28], data: new Uint8Array(2 * 784) })
    const labels = writeIdx({ shape: [2], data: Uint8Array.of(9, 3) })
    const storage = memoryStorage({
      'mine/train-images-idx3-ubyte': images,
      'mine/train-labels-idx1-ubyte': labels,
      'mine/t10k-images-idx3-ubyte': images,
      'mine/t10k-labels-idx1-ubyte': labels,
    })
    const { spec } = await fashionMnist({ path: 'mine' }).open({ storage })
    expect(spec).toMatchObject({ classes: 10, examples: 4, splits: ['train', 'test'] })
  })

  it('says how to get the data', async () => {
    const open = async () => fashionMnist().open({ storage: memoryStorage() })
    await expect(open).rejects.toMatchObject({
      code: 'data/missing-file',
      fix: expect.stringContaining('apt-get install dataset-fashion-mnist'),
    })
  })
})
