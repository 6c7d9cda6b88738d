import { lstat, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, parse, resolve, sep } from 'node:path'
import type { Storage } from '@potstill/spec'
import { appendWhole } from './append-file'
import { findInstalledPackage } from './installed-package'
import { lockFolder } from './lock-folder'
import { makeFolder } from './make-folder'
import { parsePackagePath } from '../package-path'
import { readPart } from './read-part'
import { replaceByMove, replaceFile } from './replace-file'
import { storageErrors } from '../storage-errors'
import { fromSystemError, errorCode } from './system-error'

export interface FolderStorageOptions {
  /** Relative paths start here. Default: the working directory. */
  readonly root?: string
  /** Further folders from which `package:NAME/file` is looked for, after the working directory. */
  readonly packagesFrom?: readonly string[]
}

/**
 * A storage on disk. Writing is atomic: a crash leaves the old file or the new one, never a part. Paths are absolute,
 * relative to `root`, or `package:NAME/file` for a file inside an installed npm package, which is only read.
 *
 * Throws PotstillErrors: `storage/not-found`, `storage/is-a-folder`, `storage/not-a-folder`, `storage/no-permission`,
 * `storage/disk-full`, `storage/read-only`, `storage/path-invalid`, `storage/locked`, and `storage/failed` for what is rarer.
 */
export function folderStorage(options: FolderStorageOptions = {}): Storage {
  const root = resolve(options.root ?? '.')
  const packagePlaces = [process.cwd(), ...(options.packagesFrom ?? []), import.meta.url]

  const place = (path: string): string => {
    const inPackage = parsePackagePath(path)
    if (inPackage === undefined) return resolve(root, path)
    const folder = findInstalledPackage(inPackage.name, packagePlaces)
    if (folder === undefined) throw storageErrors.packageNotFound(path, inPackage.name)
    return join(folder, inPackage.file)
  }
  const placeToChange = (path: string): string => {
    if (parsePackagePath(path) !== undefined) throw storageErrors.readOnly(path)
    return resolve(root, path)
  }

  return {
    async read(path) {
      const where = place(path)
      return told('read', path, where, async () => new Uint8Array(await readFile(where)))
    },
    async size(path) {
      const where = place(path)
      const found = await told('look at', path, where, () => stat(where))
      if (found.isDirectory()) throw storageErrors.isFolder(path)
      return found.size
    },
    async readRange(path, start, end) {
      const where = place(path)
      return told('read', path, where, () => readPart(where, start, end))
    },
    async write(path, bytes) {
      const where = placeToChange(path)
      await told('write', path, where, async () => {
        await makeParent(path, where)
        await replaceFile(where, bytes)
      })
    },
    async append(path, bytes) {
      const where = placeToChange(path)
      await told('append to', path, where, async () => {
        await makeParent(path, where)
        await appendWhole(where, bytes)
      })
    },
    async exists(path) {
      return told('look at', path, path, async () => {
        try {
          await stat(place(path))
          return true
        } catch (error) {
          return unlessMissing(error, false)
        }
      })
    },
    async list(path) {
      return told('list', path, path, async () => {
        try {
          return (await readdir(place(path))).toSorted()
        } catch (error) {
          return unlessMissing(error, [])
        }
      })
    },
    async lock(path) {
      const where = placeToChange(path)
      const release = await told('lock', path, where, async () => {
        await makeParent(path, join(where, '.lock'))
        return lockFolder(path, where)
      })
      return () => told('unlock', path, where, release)
    },
    async rename(from, to) {
      const [source, target] = [placeToChange(from), placeToChange(to)]
      await told('move', from, source, () => lstat(source))
      if (source === target) return
      if (contains(source, target) || contains(target, source)) {
        throw storageErrors.invalidPath(from, 'which lies inside the other one')
      }
      await told('move here', to, target, async () => {
        await makeParent(to, target)
        await replaceByMove(source, target)
      })
    },
    async remove(path) {
      const where = placeToChange(path)
      if (where === root || where === parse(where).root) {
        throw storageErrors.invalidPath(path, 'the folder that holds everything')
      }
      await told('remove', path, where, async () => {
        try {
          await rm(where, { recursive: true, force: true })
        } catch (error) {
          unlessMissing(error, undefined)
        }
      })
    },
  }
}

async function makeParent(path: string, where: string): Promise<void> {
  try {
    await makeFolder(dirname(where))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOTDIR' || code === 'EEXIST') throw storageErrors.notFolder(path, error)
    if (code === 'ENOENT') throw storageErrors.invalidPath(path, 'where the system makes no folders')
    throw error
  }
}

async function told<Value>(
  doing: string,
  path: string,
  where: string,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw fromSystemError(error, doing, path, where)
  }
}

function unlessMissing<Value>(error: unknown, value: Value): Value {
  if (['ENOENT', 'ENOTDIR', 'storage/not-found'].includes(errorCode(error) ?? '')) return value
  throw error
}

function contains(folder: string, path: string): boolean {
  return path.startsWith(folder + sep)
}
