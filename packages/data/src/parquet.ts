import { defineDataSource, PotstillError, type Storage } from '@potstill/spec'
import * as z from 'zod'
import { joinPath } from './class-folders'
import { imageOptions } from './images/image-size'
import { openParquetFile, type ParquetFile } from './parquet/parquet-file'
import { parquetReader } from './parquet/parquet-reader'
import { cacheOption } from './reading/cache-option'
import { openReaders } from './reading/open-readers'
import { ownValidation, splitOptions } from './split-options'
import { namedLabels, wholeLabels } from './whole-labels'

/**
 * Reads Parquet files: one, or all of a folder, sorted by name. Inputs are one column of pictures (PNG or JPEG bytes, or Hugging
 * Face's struct `{ bytes, path }`), of numbers or lists of numbers, or several columns of numbers, `[columns]`. Labels are whole numbers
 * or text; names of classes that Hugging Face's `datasets` wrote are taken over. In a folder, files that start with `train`,
 * `validation` and `test` are these sets. Row groups are read when they are asked for, and at most five are held.
 *
 * Throws a PotstillError that names file and row: `data/missing-file`, `data/parquet-damaged`, `data/parquet-column`,
 * `data/parquet-inputs`, `data/label-integer`, `data/label-range`, `data/shape`, and those of pictures.
 *
 * @example
 * parquet({ path: 'data/cifar10', inputs: 'img', label: 'label' }).name // => 'parquet'
 */
export const parquet = defineDataSource({
  name: 'parquet',
  summary: 'Columns of Parquet files: pictures, numbers, lists of numbers.',
  options: z.strictObject({
    ...splitOptions,
    validation: ownValidation,
    path: z.string().describe('The file, or a folder of them.'),
    inputs: z
      .union([z.string(), z.array(z.string()).min(1)], { error: 'expected a column, or a list of columns' })
      .describe('The column with the inputs, or several columns with a number each.'),
    label: z.string().optional().describe('The column with the labels. Default: there are no labels.'),
    ...imageOptions,
    divisor: z
      .number()
      .positive()
      .optional()
      .describe('What numbers are divided by; pictures become [0, 1] by themselves. Default: 1.'),
    classes: z.int().min(1).optional().describe('How many classes there are. Default: as the labels need.'),
    ...cacheOption,
  }),
  create: ({ path, inputs, label, size, channels, divisor, classes, cacheBytes, ...splits }) => ({
    async open({ storage }) {
      const columns = typeof inputs === 'string' ? [inputs] : inputs
      const parts = await findFiles(storage, path)
      if (parts.test === undefined && parts.own && (splits.test ?? 0) > 0)
        throw missing(path, 'a file test*.parquet')
      const open = async (paths: readonly string[], known?: readonly string[]) => {
        const files = await Promise.all(paths.map((file) => openParquetFile(storage, file)))
        for (const file of files) checkColumns(file, label === undefined ? columns : [...columns, label])
        const { labels, classNames } = await readLabels(files, label, known)
        const reader = await parquetReader(files, labels, { inputs: columns, size, channels, divisor })
        return { reader, classNames }
      }
      const training = await open(parts.train)
      const other = async (paths: readonly string[] | undefined) =>
        paths && (await open(paths, training.classNames)).reader
      return openReaders({
        source: 'parquet',
        training: training.reader,
        validation: await other(parts.validation),
        test: await other(parts.test),
        classes,
        classNames: training.classNames,
        splits,
        cacheBytes,
      })
    },
  }),
})

interface PartFiles {
  readonly train: readonly string[]
  readonly validation?: readonly string[] | undefined
  readonly test?: readonly string[] | undefined
  /** Whether files are named by their sets. */
  readonly own: boolean
}

async function findFiles(storage: Storage, path: string): Promise<PartFiles> {
  if (path.endsWith('.parquet')) return { train: [path], own: false }
  const names = (await storage.list(path)).filter((name) => name.endsWith('.parquet'))
  if (names.length === 0) throw missing(path, 'files ending in .parquet')
  const starting = (start: string) => {
    const found = names.filter((name) => name.startsWith(start)).map((name) => joinPath(path, name))
    return found.length === 0 ? undefined : found
  }
  const train = starting('train')
  if (train === undefined) return { train: names.map((name) => joinPath(path, name)), own: false }
  return { train, validation: starting('validation'), test: starting('test'), own: true }
}

function checkColumns({ path, columns }: ParquetFile, wanted: readonly string[]): void {
  const absent = wanted.find((column) => !columns.includes(column))
  if (absent === undefined) return
  throw new PotstillError({
    code: 'data/parquet-column',
    component: 'parquet',
    expected: `a column '${absent}' in ${path}`,
    received: `columns ${columns.join(', ')}`,
    fix: 'choose one of these columns',
  })
}

async function readLabels(
  files: readonly ParquetFile[],
  label: string | undefined,
  known: readonly string[] | undefined,
): Promise<{ readonly labels?: Int32Array; readonly classNames?: readonly string[] | undefined }> {
  if (label === undefined) return {}
  const values: unknown[] = []
  const starts: number[] = []
  for (const file of files) {
    starts.push(values.length)
    for (const group of file.groups.keys()) {
      for (const value of await file.readColumn(label, group)) values.push(value)
    }
  }
  const name = (row: number) => {
    const place = starts.findLastIndex((start) => start <= row)
    return `'${label}' in row ${row - (starts[place] ?? 0)} (counted from 0) of ${files[place]?.path}`
  }
  const texts = values.filter((value) => typeof value === 'string')
  if (texts.length > 0 && texts.length === values.length) return namedLabels('parquet', texts, name, known)
  return { labels: wholeLabels('parquet', values, name), classNames: files[0]?.classNames(label) }
}

function missing(path: string, expected: string): PotstillError {
  return new PotstillError({
    code: 'data/missing-file',
    component: 'parquet',
    expected: `${expected} in the folder ${path}`,
    received: 'none',
    fix: 'correct the path',
  })
}
