import { defineDataSource, PotstillError, type Storage } from '@potstill/spec'
import * as z from 'zod'
import type { Examples } from './examples'
import { findIdxFile, readIdxExamples, standardNames } from './idx-files'
import { openExamples } from './open-examples'
import { splitOptions } from './split-options'

/**
 * Reads a folder of idx files, as MNIST and its successors (KMNIST, EMNIST, …) come: plain or gzipped, images of bytes
 * to `[0, 1]`, images of two axes with a channel axis `[height, width, 1]`. Test files may be absent.
 * Training examples are split in the order of the file: `train` takes the first, `validation` the following.
 *
 * Throws a PotstillError: `data/missing-file`, `data/count-mismatch`, `formats/idx-magic`, `formats/idx-size`.
 *
 * @example
 * idx({ path: 'data/kmnist', validation: 5000 }).name // => 'idx'
 */
export const idx = defineDataSource({
  name: 'idx',
  summary: 'A folder of idx files, the format of MNIST, gzipped or not.',
  options: z.strictObject({
    ...splitOptions,
    path: z.string().describe('The folder with the files.'),
    files: z
      .strictObject({
        trainImages: z.string().default(standardNames.trainImages),
        trainLabels: z.string().default(standardNames.trainLabels),
        testImages: z.string().default(standardNames.testImages),
        testLabels: z.string().default(standardNames.testLabels),
      })
      .prefault({})
      .describe('Names of the files, with or without .gz, where they are not those of MNIST.'),
    classes: z.int().min(1).optional().describe('How many classes there are. Default: as the labels need.'),
  }),
  create: ({ path, files, classes, ...splits }) => ({
    async open({ storage }) {
      const training = await readPair(storage, path, files.trainImages, files.trainLabels)
      if (training === undefined) throw missing(path, files.trainImages)
      const test = await readPair(storage, path, files.testImages, files.testLabels)
      if (test === undefined && splits.test !== undefined && splits.test > 0) {
        throw missing(path, files.testImages)
      }
      return openExamples({ source: 'idx', training, test, classes, splits })
    },
  }),
})

/** Undefined where neither of the two files is there. */
async function readPair(
  storage: Storage,
  folder: string,
  imagesName: string,
  labelsName: string,
): Promise<Examples | undefined> {
  const images = await findIdxFile(storage, folder, imagesName)
  const labels = await findIdxFile(storage, folder, labelsName)
  if (images === undefined && labels === undefined) return undefined
  if (images === undefined) throw missing(folder, imagesName)
  if (labels === undefined) throw missing(folder, labelsName)
  return readIdxExamples('idx', storage, { images, labels })
}

function missing(folder: string, name: string): PotstillError {
  return new PotstillError({
    code: 'data/missing-file',
    component: 'idx',
    expected: `${name} or ${name}.gz in the folder ${folder}`,
    received: 'neither',
    fix: 'correct the path, or name the files in the option files',
  })
}
