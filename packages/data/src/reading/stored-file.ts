import { PotstillError, type Storage } from '@potstill/spec'

/** A file of which parts can be read. */
export interface StoredFile {
  readonly path: string
  /** In bytes. */
  readonly size: number
  /** All bytes from `start` up to `end`, which lies in the file. */
  range(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>
}

/** Opens a file for reading parts of it. Where the storage reads only whole files, it is read once and kept. */
export async function openStoredFile(storage: Storage, path: string): Promise<StoredFile> {
  if (storage.size === undefined || storage.readRange === undefined) {
    const bytes = await storage.read(path)
    return { path, size: bytes.length, range: async (start, end) => bytes.slice(start, end) }
  }
  const size = await storage.size(path)
  return {
    path,
    size,
    async range(start, end) {
      const bytes = await storage.readRange?.(path, start, end)
      if (bytes?.length === end - start) return bytes
      throw new PotstillError({
        code: 'data/file-changed',
        component: 'storage',
        expected: `${size} bytes in ${path}, as when it was opened`,
        received: `only ${start + (bytes?.length ?? 0)}`,
        fix: 'leave the files of a data set as they are while they are read',
        category: 'work',
      })
    },
  }
}

/**
 * Reads records of one length by their row; neighbours that are asked for one after the other are read at once.
 *
 * @param start - Where row 0 begins in the file, in bytes.
 * @param length - Of a record, in bytes.
 */
export async function readRecords(
  file: StoredFile,
  rows: Int32Array,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const records = new Uint8Array(rows.length * length)
  for (let i = 0; i < rows.length; ) {
    const first = rows[i] as number
    let count = 1
    while (rows[i + count] === first + count) count++
    const from = start + first * length
    records.set(await file.range(from, from + count * length), i * length)
    i += count
  }
  return records
}
