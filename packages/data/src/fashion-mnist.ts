import { defineDataSource, PotstillError, type Storage } from '@potstill/spec'
import * as z from 'zod'
import { findIdxFile, readIdxExamples, standardNames } from './idx-files'
import { openExamples } from './open-examples'
import { splitOptions } from './split-options'

/**
 * Reads Fashion-MNIST: 70,000 articles of clothing, pixels `[28, 28, 1]` in `[0, 1]`, from a folder with its four files,
 * gzipped or not. The default is where the Debian package `dataset-fashion-mnist` puts them.
 * The 60,000 training images are split in the order of the file: `train` takes the first, `validation` the following.
 *
 * Throws a PotstillError (`data/missing-file`) where a file is not there.
 *
 * Xiao et al. 2017, arXiv:1708.07747.
 *
 * @example
 * fashionMnist({ path: 'data/fashion' }).name // => 'fashionMnist'
 */
export const fashionMnist = defineDataSource({
  name: 'fashionMnist',
  summary:
    'Articles of clothing, 60,000 for training and 10,000 for tests, 28×28 pixels (Debian: dataset-fashion-mnist).',
  source: 'Xiao et al. 2017, arXiv:1708.07747',
  options: z.strictObject({
    ...splitOptions,
    path: z
      .string()
      .default('/usr/share/datasets/fashion-mnist')
      .describe('The folder with the four idx files, gzipped or not.'),
  }),
  create: ({ path, ...splits }) => ({
    async open({ storage }) {
      const read = async (images: string, labels: string) =>
        readIdxExamples('fashionMnist', storage, {
          images: await find(storage, path, images),
          labels: await find(storage, path, labels),
        })
      const { trainImages, trainLabels, testImages, testLabels } = standardNames
      return openExamples({
        source: 'fashionMnist',
        training: await read(trainImages, trainLabels),
        test: await read(testImages, testLabels),
        classNames,
        splits,
      })
    },
  }),
})

const classNames = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
]

async function find(storage: Storage, folder: string, name: string): Promise<string> {
  const path = await findIdxFile(storage, folder, name)
  if (path !== undefined) return path
  throw new PotstillError({
    code: 'data/missing-file',
    component: 'fashionMnist',
    expected: `${name} or ${name}.gz in the folder ${folder}`,
    received: 'neither',
    fix: 'apt-get install dataset-fashion-mnist on Debian, or give the folder of your copy as path',
  })
}
