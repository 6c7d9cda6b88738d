import { PotstillError, type Storage } from '@potstill/spec'
import { joinPath } from './class-folders'
import type { ExampleReader } from './reading/example-reader'
import { openStoredFile, readRecords, type StoredFile } from './reading/stored-file'

const side = 32
const plane = side * side
const pixelBytes = 3 * plane
/** Records whose labels are read at once. */
const recordsAtOnce = 1000

export interface CifarLayout {
  readonly source: string
  /** Bytes of labels before each picture. */
  readonly labelBytes: number
  /** Which of them is the label. */
  readonly labelByte: number
}

/** The files of a folder that have one of the names or match them, sorted; `*` stands for anything. */
export async function findCifarFiles(
  storage: Storage,
  folder: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const there = await storage.list(folder)
  const matches = (name: string) => names.some((wanted) => matchesName(wanted, name))
  return there.filter(matches).map((name) => joinPath(folder, name))
}

function matchesName(wanted: string, name: string): boolean {
  const [start = '', end] = wanted.split('*')
  if (end === undefined) return name === wanted
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end)
}

/** Opens files in CIFAR's binary version: each record a few labels, then 3 planes of 32×32 bytes. */
export async function cifarReader(
  storage: Storage,
  paths: readonly string[],
  layout: CifarLayout,
): Promise<ExampleReader> {
  const length = layout.labelBytes + pixelBytes
  const files: { file: StoredFile; first: number; count: number }[] = []
  const labels: Uint8Array[] = []
  let total = 0
  for (const path of paths) {
    const file = await openStoredFile(storage, path)
    if (file.size === 0 || file.size % length !== 0) throw wrongLength(layout.source, file, length)
    const count = file.size / length
    files.push({ file, first: total, count })
    labels.push(await readLabels(file, count, length, layout.labelByte))
    total += count
  }
  const fileOf = (row: number) =>
    files.find(({ first, count }) => row < first + count) as (typeof files)[number]
  return {
    count: total,
    inputShape: [side, side, 3],
    divisor: 255,
    labels: Int32Array.from(labels.flatMap((some) => Array.from(some))),
    nameRow: (row) => {
      const { file, first } = fileOf(row)
      return `record ${row - first} (counted from 0) of ${file.path}`
    },
    async read(rows) {
      const pixels = new Uint8Array(rows.length * pixelBytes)
      for (let i = 0; i < rows.length; ) {
        const { file, first, count } = fileOf(rows[i] as number)
        let end = i + 1
        while (end < rows.length && isIn(rows[end] as number, first, count)) end++
        const inFile = rows.subarray(i, end).map((row) => row - first)
        const records = await readRecords(file, inFile, 0, length)
        for (let record = 0; record < inFile.length; record++) {
          const start = record * length + layout.labelBytes
          interleave(
            records.subarray(start, start + pixelBytes),
            pixels.subarray((i + record) * pixelBytes, (i + record + 1) * pixelBytes),
          )
        }
        i = end
      }
      return pixels
    },
  }
}

function isIn(row: number, first: number, count: number): boolean {
  return row >= first && row < first + count
}

async function readLabels(
  file: StoredFile,
  count: number,
  length: number,
  labelByte: number,
): Promise<Uint8Array> {
  const labels = new Uint8Array(count)
  for (let first = 0; first < count; first += recordsAtOnce) {
    const end = Math.min(count, first + recordsAtOnce)
    const records = await file.range(first * length, end * length)
    for (let row = first; row < end; row++)
      labels[row] = records[(row - first) * length + labelByte] as number
  }
  return labels
}

/** `[3, 32, 32]` → `[32, 32, 3]`. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++)
      pixels[3 * i + channel] = planes[channel * plane + i] as number
  }
}

function wrongLength(source: string, { path, size }: StoredFile, length: number): PotstillError {
  return new PotstillError({
    code: 'data/cifar-size',
    component: source,
    expected: `records of ${length} bytes in ${path}`,
    received:
      size === 0
        ? 'an empty file'
        : `${size} bytes, ${size % length} more than ${Math.floor(size / length)} records`,
    fix: 'take the binary version of the data set, unpacked, and fetch it again if it is damaged',
  })
}

export function noCifarFiles(
  source: string,
  folder: string,
  names: readonly string[],
  option: 'train' | 'test',
): PotstillError {
  return new PotstillError({
    code: 'data/missing-file',
    component: source,
    expected: `${names.join(' or ')} in the folder ${folder}`,
    received: 'none',
    fix: `unpack the binary version there, correct the path, or name the files in the option files.${option}`,
  })
}
