import { defineDataSource, PotstillError, type Shape, type Storage } from '@potstill/spec'
import * as z from 'zod'
import { openNpy, openNpz, type ArrayRows } from './npy-files'
import { cacheOption } from './reading/cache-option'
import type { ExampleReader } from './reading/example-reader'
import { openReaders } from './reading/open-readers'
import { splitOptions, testAmount } from './split-options'
import { wholeLabels } from './whole-labels'

const pair = {
  inputs: z
    .string()
    .describe('The npy file of inputs `[N, …]`; with path, the name of that array in the npz file.'),
  labels: z
    .string()
    .optional()
    .describe(
      'The npy file of labels `[N]`; with path, the name of that array. Default: there are no labels.',
    ),
}

/**
 * Reads arrays that numpy saved: inputs `[N, …]` and labels `[N]`, each in an npy file, or both in an npz file. Rows of npy files are
 * read when a batch asks for them; an npz file is unpacked into memory. Bytes (uint8) become `[0, 1]`, other
 * numbers stay as they are. The arrays are split in their order; `test` is taken from the end, or has arrays of its own.
 *
 * Throws a PotstillError that names the file: `formats/npy-magic`, `formats/npy-header`, `formats/npy-dtype`,
 * `formats/npy-order`, `formats/npy-size`, `formats/npz-damaged`, `formats/npz-name`, `data/shape`,
 * `data/count-mismatch`, `data/label-integer`, `data/label-range`, and, underway, `data/not-finite`.
 *
 * @example
 * npy({ inputs: 'x.npy', labels: 'y.npy', test: 0.2 }).name // => 'npy'
 */
export const npy = defineDataSource({
  name: 'npy',
  summary: 'Arrays that numpy saved: npy and npz files.',
  options: z.strictObject({
    ...splitOptions,
    path: z.string().optional().describe('An npz file. Default: inputs and labels are npy files.'),
    ...pair,
    test: z
      .union([testAmount, z.strictObject(pair)], {
        error: 'expected a count, a share (between 0 and 1), or arrays { inputs, labels }',
      })
      .optional()
      .describe(
        'Test examples: a count or a share, taken from the end, or arrays of their own. Default: none.',
      ),
    shape: z
      .array(z.int().min(1))
      .optional()
      .describe('Shape of one example, where it is not that of the array: [28, 28, 1] for [N, 28, 28].'),
    divisor: z
      .number()
      .positive()
      .optional()
      .describe('What each input is divided by. Default: 255 for bytes (uint8), otherwise 1.'),
    classes: z.int().min(1).optional().describe('How many classes there are. Default: as the labels need.'),
    ...cacheOption,
  }),
  create: ({ path, inputs, labels, test, shape, divisor, classes, cacheBytes, ...splits }) => ({
    async open({ storage }) {
      const read = async (wanted: Pair) => arrayReader(await openPair(storage, path, wanted), shape, divisor)
      return openReaders({
        source: 'npy',
        training: await read({ inputs, labels }),
        test: typeof test === 'object' ? await read(test) : undefined,
        classes,
        splits: { ...splits, test: typeof test === 'object' ? undefined : test },
        cacheBytes,
      })
    },
  }),
})

interface Pair {
  readonly inputs: string
  readonly labels?: string | undefined
}

interface OpenPair {
  readonly inputs: ArrayRows
  readonly labels: ArrayRows | undefined
}

async function openPair(storage: Storage, path: string | undefined, wanted: Pair): Promise<OpenPair> {
  const names = wanted.labels === undefined ? [wanted.inputs] : [wanted.inputs, wanted.labels]
  const [inputs, labels] =
    path === undefined
      ? await Promise.all(names.map((name) => openNpy(storage, name)))
      : await openNpz(storage, path, names)
  return { inputs: inputs as ArrayRows, labels }
}

async function arrayReader(
  { inputs, labels }: OpenPair,
  wanted: Shape | undefined,
  divisor: number | undefined,
): Promise<ExampleReader> {
  const [count, ...found] = inputs.shape
  const inputShape = wanted ?? found
  if (count === undefined || inputShape.length === 0 || product(inputShape) !== product(found)) {
    throw wrongShape(
      wanted === undefined ? 'inputs of shape [examples, …]' : `${product(wanted)} values for each example`,
      inputs,
    )
  }
  if (labels !== undefined && labels.shape.length !== 1)
    throw wrongShape('labels of shape [examples]', labels)
  if (labels !== undefined && labels.shape[0] !== count) throw otherCount(inputs, labels)
  const nameRow = (row: number) => `example ${row} (counted from 0) of ${inputs.name}`
  const nameLabel = (row: number) => `entry ${row} (counted from 0) of ${labels?.name}`
  return {
    count,
    inputShape,
    divisor: divisor ?? (inputs.bytes ? 255 : 1),
    labels: labels && wholeLabels('npy', await labels.readAll(), nameLabel),
    nameRow,
    read: (rows) => inputs.read(rows),
  }
}

function product(shape: Shape): number {
  return shape.reduce((total, size) => total * size, 1)
}

function wrongShape(expected: string, { name, shape }: ArrayRows): PotstillError {
  return new PotstillError({
    code: 'data/shape',
    component: 'npy',
    expected: `${expected} in ${name}`,
    received: `shape [${shape.join(', ')}]`,
    fix: 'correct the shape, and check that inputs and labels are not swapped',
  })
}

function otherCount(inputs: ArrayRows, labels: ArrayRows): PotstillError {
  return new PotstillError({
    code: 'data/count-mismatch',
    component: 'npy',
    expected: `a label in ${labels.name} for each of the ${inputs.shape[0]} inputs in ${inputs.name}`,
    received: `${labels.shape[0]} labels`,
    fix: 'give arrays of the same examples',
  })
}
