import { PotstillError } from '@potstill/spec'
import { decodeImage } from '../images/decode-image'
import { imageShape, readImage, type ImageOptions, type ImageShape } from '../images/image-size'
import { flattenNested } from '../nested-array'
import type { ExampleReader } from '../reading/example-reader'
import { blocksAtOnce } from '../reading/row-order'
import type { ParquetFile } from './parquet-file'

interface Group {
  readonly file: ParquetFile
  readonly index: number
  readonly first: number
}

export interface ParquetColumns extends ImageOptions {
  readonly inputs: readonly string[]
  readonly divisor: number | undefined
}

/** Reads inputs from the columns of files: one picture, a list of numbers, or one number from each column. */
export async function parquetReader(
  files: readonly ParquetFile[],
  labels: Int32Array | undefined,
  wanted: ParquetColumns,
): Promise<ExampleReader> {
  const groups: Group[] = []
  let count = 0
  for (const file of files) {
    file.groups.forEach((rows, index) => {
      if (rows > 0) groups.push({ file, index, first: count })
      count += rows
    })
  }
  const groupOf = (row: number) => groups.findLastIndex(({ first }) => first <= row)
  const nameRow = (row: number) => {
    const group = groups[groupOf(row)] as Group
    const before = group.file.groups.slice(0, group.index).reduce((sum, rows) => sum + rows, 0)
    return `row ${before + row - group.first} (counted from 0) of ${group.file.path}`
  }
  const held = new Map<number, Promise<readonly (readonly unknown[])[]>>()
  /** The rows of a group, each the values of the wanted columns; a few groups are held. */
  const rowsOf = (index: number) => {
    const found = held.get(index) ?? readGroup(groups[index] as Group, wanted.inputs)
    held.delete(index)
    held.set(index, found)
    found.catch(() => held.delete(index))
    for (const oldest of held.keys()) {
      if (held.size <= blocksAtOnce + 1) break
      held.delete(oldest)
    }
    return found
  }
  const valueAt = async (row: number) => {
    const index = groupOf(row)
    const rows = await rowsOf(index)
    return rows[row - (groups[index] as Group).first] as readonly unknown[]
  }

  const first = count === 0 ? [] : await valueAt(0)
  const picture = first.length === 1 ? bytesOf(first[0]) : undefined
  const common = { count, labels, blocks: groups.map((group) => group.first), nameRow }
  if (picture !== undefined) {
    const shape = await imageShape(wanted, () => decodeImage('parquet', nameRow(0), picture))
    const read = (rows: Int32Array) => readPictures(rows, shape, wanted.size !== undefined, valueAt, nameRow)
    return { ...common, inputShape: shape, divisor: 255, read }
  }
  const { shape, values } = numbersOf(first, nameRow(0))
  return {
    ...common,
    inputShape: shape,
    divisor: wanted.divisor ?? 1,
    async read(rows) {
      const all = new Float64Array(rows.length * values.length)
      for (const [i, row] of rows.entries()) {
        const found = numbersOf(await valueAt(row), nameRow(row))
        if (found.shape.join() !== shape.join()) throw otherShape(shape, found.shape, nameRow(row))
        all.set(found.values, i * values.length)
      }
      return all
    },
  }
}

async function readGroup({ file, index }: Group, columns: readonly string[]) {
  const read = await Promise.all(columns.map((column) => file.readColumn(column, index)))
  return Array.from({ length: file.groups[index] as number }, (_, row) => read.map((values) => values[row]))
}

async function readPictures(
  rows: Int32Array,
  shape: ImageShape,
  fits: boolean,
  valueAt: (row: number) => Promise<readonly unknown[]>,
  nameRow: (row: number) => string,
): Promise<Uint8Array> {
  const size = shape[0] * shape[1] * shape[2]
  const pixels = new Uint8Array(rows.length * size)
  for (const [i, row] of rows.entries()) {
    const name = nameRow(row)
    const bytes = bytesOf((await valueAt(row))[0])
    if (bytes === undefined) throw noInputs('the bytes of a picture', name)
    pixels.set(await readImage({ source: 'parquet', name, shape, fits }, bytes), i * size)
  }
  return pixels
}

/** Pictures are bytes, or as Hugging Face stores them, `{ bytes, path }`. */
function bytesOf(value: unknown): Uint8Array | undefined {
  const inner = typeof value === 'object' && value !== null && 'bytes' in value ? value.bytes : value
  return inner instanceof Uint8Array ? inner : undefined
}

function numbersOf(found: readonly unknown[], name: string) {
  const plain = found.map(toNumbers)
  const [only] = plain
  const flat = flattenNested(plain.length === 1 && Array.isArray(only) ? only : plain)
  if (flat === undefined || flat.values.length === 0)
    throw noInputs('numbers, lists of numbers or a picture', name)
  return flat
}

function toNumbers(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    return Array.from(value as ArrayLike<unknown>, toNumbers)
  }
  return value
}

function noInputs(expected: string, name: string): PotstillError {
  return new PotstillError({
    code: 'data/parquet-inputs',
    component: 'parquet',
    expected: `${expected} in ${name}`,
    received: 'something else, or nothing',
    fix: 'choose other columns as inputs, or repair that row',
  })
}

function otherShape(shape: readonly number[], found: readonly number[], name: string): PotstillError {
  return new PotstillError({
    code: 'data/shape',
    component: 'parquet',
    expected: `inputs of shape [${shape.join(', ')}], like the first row`,
    received: `[${found.join(', ')}] in ${name}`,
    fix: 'bring all rows to one length',
    category: 'work',
  })
}
