import {
  checkNpySize,
  npyHeaderBytes,
  readNpy,
  readNpyElements,
  readNpyHeader,
  readNpz,
  type NpyArray,
  type NpyData,
} from '@potstill/formats'
import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'
import { openStoredFile, readRecords } from './reading/stored-file'

/** An array of which rows (entries along the first axis) can be read. */
export interface ArrayRows {
  /** What errors call it. */
  readonly name: string
  readonly shape: readonly number[]
  readonly bytes: boolean
  read(rows: Int32Array): Promise<NpyData>
  readAll(): Promise<NpyData>
}

/** Opens an npy file; its rows are read when they are asked for. */
export async function openNpy(storage: Storage, path: string): Promise<ArrayRows> {
  const file = await openStoredFile(storage, path)
  const header = await naming(path, async () => {
    const head = readNpyHeader(await file.range(0, Math.min(file.size, npyHeaderBytes)))
    checkNpySize(head, file.size)
    return head
  })
  const { shape, start, end, elementSize, dtype } = header
  const rowBytes = shape.slice(1).reduce((product, size) => product * size, elementSize)
  return {
    name: path,
    shape,
    bytes: /^[|<>]?u1$/.test(dtype),
    read: async (rows) => readNpyElements(header, await readRecords(file, rows, start, rowBytes)),
    readAll: async () => readNpyElements(header, await file.range(start, end)),
  }
}

/** Takes arrays out of an npz file, by name; they are in memory. */
export async function openNpz(
  storage: Storage,
  path: string,
  names: readonly string[],
): Promise<readonly ArrayRows[]> {
  const bytes = await storage.read(path)
  const files = await naming(path, () => readNpz(bytes, names))
  return Promise.all(
    names.map((name) =>
      naming(`${name} in ${path}`, async () =>
        inMemory(`${name} in ${path}`, readNpy(files.get(name) as Uint8Array)),
      ),
    ),
  )
}

function inMemory(name: string, { shape, data }: NpyArray): ArrayRows {
  const size = shape.slice(1).reduce((product, axis) => product * axis, 1)
  return {
    name,
    shape,
    bytes: data instanceof Uint8Array,
    async read(rows) {
      const values = new (data.constructor as new (length: number) => NpyData)(rows.length * size)
      rows.forEach((row, i) => values.set(data.subarray(row * size, (row + 1) * size), i * size))
      return values
    },
    readAll: async () => data,
  }
}

/** Adds the file's name to errors of its format. */
async function naming<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (!isPotstillError(error)) throw error
    const { code, expected, received, fix, category } = error
    throw new PotstillError({
      code,
      component: error.component ?? 'npy',
      expected: `${expected} (${path})`,
      received,
      fix,
      category,
      cause: error,
    })
  }
}
