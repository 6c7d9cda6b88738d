import { isPotstillError, PotstillError, type Storage } from '@potstill/spec'
import type { FileMetaData } from 'hyparquet'
import { openStoredFile } from '../reading/stored-file'

/** A Parquet file whose columns are read a row group at a time. */
export interface ParquetFile {
  readonly path: string
  readonly columns: readonly string[]
  /** Rows of each row group. */
  readonly groups: readonly number[]
  /** Names of a column's classes, where Hugging Face's `datasets` wrote them. */
  classNames(column: string): readonly string[] | undefined
  /** The values of a column in one row group. */
  readColumn(column: string, group: number): Promise<readonly unknown[]>
}

/**
 * Opens a Parquet file: its end, which says where all lies, is read; the rest when it is asked for.
 *
 * Throws a PotstillError (`data/parquet-damaged`) for another kind of file or a damaged one, underway too.
 */
export async function openParquetFile(storage: Storage, path: string): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet')
  const { compressors } = await import('hyparquet-compressors')
  const stored = await openStoredFile(storage, path)
  const file = {
    byteLength: stored.size,
    slice: async (start: number, end = stored.size) => (await stored.range(start, end)).buffer,
  }
  const metadata = await told(path, () => parquetMetadataAsync(file))
  const groups = metadata.row_groups.map(({ num_rows: rows }) => Number(rows))
  return {
    path,
    columns: topLevelColumns(metadata),
    groups,
    classNames: (column) => huggingFaceNames(metadata, column),
    async readColumn(column, group) {
      const rowStart = groups.slice(0, group).reduce((sum, rows) => sum + rows, 0)
      const rowEnd = rowStart + (groups[group] as number)
      const given = { file, metadata, compressors, columns: [column], rowStart, rowEnd, utf8: false }
      const rows = await told(path, () => parquetReadObjects(given))
      return rows.map((row) => row[column] as unknown)
    },
  }
}

function topLevelColumns({ schema }: FileMetaData): readonly string[] {
  const names: string[] = []
  let place = 1
  const passOver = (): void => {
    const children = schema[place++]?.num_children ?? 0
    for (let child = 0; child < children; child++) passOver()
  }
  while (place < schema.length) {
    names.push(schema[place]?.name ?? '')
    passOver()
  }
  return names
}

/** `datasets` writes its features as JSON into the file's metadata. */
function huggingFaceNames(metadata: FileMetaData, column: string): readonly string[] | undefined {
  const written = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value
  try {
    const { info } = JSON.parse(written ?? '{}') as {
      info?: { features?: Record<string, { names?: unknown } | undefined> }
    }
    const names = info?.features?.[column]?.names
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined
  } catch {
    return undefined
  }
}

async function told<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (cause) {
    if (isPotstillError(cause)) throw cause
    throw new PotstillError({
      code: 'data/parquet-damaged',
      component: 'parquet',
      expected: `a whole Parquet file: ${path}`,
      received: `one that does not read (${cause instanceof Error ? cause.message : String(cause)})`,
      fix: 'fetch the file again: it is damaged, incomplete, or of another kind',
      cause,
    })
  }
}
