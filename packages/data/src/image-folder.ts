import { defineDataSource, PotstillError, type Storage } from '@potstill/spec'
import * as z from 'zod'
import { listClassFiles, listParts } from './class-folders'
import { decodeImage } from './images/decode-image'
import { imageOptions, imageShape, readImage, type ImageShape } from './images/image-size'
import type { ExampleReader } from './reading/example-reader'
import { openReaders } from './reading/open-readers'
import { cacheOption } from './reading/cache-option'
import { ownValidation, splitOptions } from './split-options'

/** Files that are read at the same time. */
const filesAtOnce = 8

/**
 * Reads a folder of pictures, PNG and JPEG, with a folder for each class: pixels `[height, width, channels]` in `[0, 1]`.
 * Classes are the folders' names, sorted; a class's pictures are sorted by name, so ids stay while the files do. Where there
 * are folders `train`, `validation` (or `val`) and `test`, each has the class folders inside, those of `train` or fewer.
 * Without them all is training data, sorted by class: give a seed as `shuffle` and a share as `validation`.
 *
 * Pictures are read when a batch asks for them, two batches ahead. Files with other endings than png, jpg and jpeg, and hidden
 * ones, are left out; a file with such an ending that is no picture is refused when it is read.
 *
 * Throws a PotstillError: `data/missing-file`, `data/empty-class`, `data/unknown-class`, and, underway,
 * `data/image-format`, `data/image-damaged`, `data/image-size`; all name the file.
 *
 * @example
 * imageFolder({ path: 'data/flowers', size: 64, validation: 0.1, shuffle: 1 }).name // => 'imageFolder'
 */
export const imageFolder = defineDataSource({
  name: 'imageFolder',
  summary: 'Pictures, PNG and JPEG, in a folder for each class.',
  options: z.strictObject({
    ...splitOptions,
    validation: ownValidation,
    path: z
      .string()
      .describe('The folder with the folders of the classes, or with train, validation and test.'),
    ...imageOptions,
    ...cacheOption,
  }),
  create: ({ path, size, channels, cacheBytes, ...splits }) => ({
    async open({ storage }) {
      const folders = await listParts(storage, path)
      const training = await listClassFiles('imageFolder', storage, folders.train, { endings })
      const first = training.files[0] as string
      const shape = await imageShape({ size, channels }, async () =>
        decodeImage('imageFolder', first, await storage.read(first)),
      )
      const reader = (files: readonly string[], labels: Int32Array) =>
        imageReader(storage, files, labels, shape, size !== undefined)
      const other = async (folder: string | undefined) => {
        if (folder === undefined) return undefined
        const { classNames } = training
        const found = await listClassFiles('imageFolder', storage, folder, { endings, classNames })
        return reader(found.files, found.labels)
      }
      const test = await other(folders.test)
      if (test === undefined && folders.own && (splits.test ?? 0) > 0) throw noTest(path)
      return openReaders({
        source: 'imageFolder',
        training: reader(training.files, training.labels),
        validation: await other(folders.validation),
        test,
        classNames: training.classNames,
        splits,
        cacheBytes,
      })
    },
  }),
})

const endings = ['.png', '.jpg', '.jpeg']

function imageReader(
  storage: Storage,
  files: readonly string[],
  labels: Int32Array,
  shape: ImageShape,
  fits: boolean,
): ExampleReader {
  const bytesEach = shape[0] * shape[1] * shape[2]
  return {
    count: files.length,
    inputShape: shape,
    divisor: 255,
    labels,
    nameRow: (row) => files[row] as string,
    async read(rows) {
      const pixels = new Uint8Array(rows.length * bytesEach)
      const readOne = async (row: number, place: number) => {
        const name = files[row] as string
        const bytes = await storage.read(name)
        pixels.set(await readImage({ source: 'imageFolder', name, shape, fits }, bytes), place * bytesEach)
      }
      for (let first = 0; first < rows.length; first += filesAtOnce) {
        const some = rows.subarray(first, first + filesAtOnce)
        await Promise.all(Array.from(some, (row, i) => readOne(row, first + i)))
      }
      return pixels
    },
  }
}

function noTest(path: string): PotstillError {
  return new PotstillError({
    code: 'data/missing-file',
    component: 'imageFolder',
    expected: `a folder test beside train in ${path}, for the option test`,
    received: 'none',
    fix: 'add the folder, or leave the option out',
  })
}
