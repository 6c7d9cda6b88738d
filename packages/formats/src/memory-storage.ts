import type { Storage } from '@potstill/spec'
import { joinBytes } from './join-bytes'
import { parsePackagePath } from './package-path'
import { storageErrors } from './storage-errors'

/** A file is the pieces that were appended to it. */
type Entry = Uint8Array<ArrayBuffer>[] | 'folder'

/**
 * A storage in memory, for tests and browsers. It behaves like the one for a disk; bytes go in and out as copies.
 *
 * @param files - What it holds at the start, by path; text is written as UTF-8. `package:NAME/file` is allowed here.
 *
 * @example
 * const storage = memoryStorage({ 'runs/a/notes.txt': 'hello' })
 * await storage.list('runs') // => ['a']
 */
export function memoryStorage(files: Readonly<Record<string, Uint8Array | string>> = {}): Storage {
  const entries = new Map<string, Entry>([['', 'folder']])

  const makeFolders = (path: string, key: string) => {
    for (const parent of parentsOf(key)) {
      if ((entries.get(parent) ?? 'folder') !== 'folder') throw storageErrors.notFolder(path)
      entries.set(parent, 'folder')
    }
  }
  /** The pieces of the file at a path that is about to be written. */
  const fileToWrite = (path: string): { key: string; pieces: Uint8Array<ArrayBuffer>[] } => {
    const key = keyOf(path)
    const entry = entries.get(key)
    if (entry === 'folder') throw storageErrors.isFolder(path)
    makeFolders(path, key)
    return { key, pieces: entry ?? [] }
  }
  const missing = (path: string) => {
    const inPackage = parsePackagePath(path)
    return inPackage === undefined || entries.has(`package:${inPackage.name}`)
      ? storageErrors.notFound(path)
      : storageErrors.packageNotFound(path, inPackage.name)
  }
  /** The whole content of the file at a path, not copied. */
  const content = (path: string): Uint8Array<ArrayBuffer> => {
    const entry = entries.get(keyOf(path))
    if (entry === undefined) throw missing(path)
    if (entry === 'folder') throw storageErrors.isFolder(path)
    const [only] = entry
    if (entry.length === 1 && only !== undefined) return only
    const bytes = joinBytes(entry)
    entry.splice(0, entry.length, bytes)
    return bytes
  }
  const below = (key: string) =>
    [...entries.keys()].filter((other) => other === key || other.startsWith(`${key}/`))
  const removeKey = (key: string) => below(key).forEach((other) => entries.delete(other))

  for (const [path, given] of Object.entries(files)) {
    const { key } = fileToWrite(path)
    entries.set(key, [typeof given === 'string' ? new TextEncoder().encode(given) : new Uint8Array(given)])
  }

  return {
    async read(path) {
      return content(path).slice()
    },
    async size(path) {
      return content(path).length
    },
    async readRange(path, start, end) {
      return content(path).slice(start, end)
    },
    async write(path, bytes) {
      refusePackage(path)
      entries.set(fileToWrite(path).key, [new Uint8Array(bytes)])
    },
    async append(path, bytes) {
      refusePackage(path)
      const { key, pieces } = fileToWrite(path)
      pieces.push(new Uint8Array(bytes))
      entries.set(key, pieces)
    },
    async exists(path) {
      return entries.has(keyOf(path))
    },
    async list(path) {
      const key = keyOf(path)
      if (entries.get(key) !== 'folder') return []
      return [...entries.keys()]
        .filter((other) => other !== key && parentOf(other) === key)
        .map((other) => other.slice(other.lastIndexOf('/') + 1))
        .toSorted()
    },
    async lock(path) {
      refusePackage(path)
      const key = keyOf(`${path === '' ? '.' : path}/.lock`)
      if (entries.has(key)) {
        const taken = 'a folder that somebody who shares this storage has taken'
        throw storageErrors.locked(path, taken, 'wait until it is given back, or choose another folder')
      }
      makeFolders(path, key)
      const mine: Entry = []
      entries.set(key, mine)
      return async () => {
        if (entries.get(key) === mine) entries.delete(key)
      }
    },
    async rename(from, to) {
      refusePackage(from)
      refusePackage(to)
      const [source, target] = [keyOf(from), keyOf(to)]
      if (!entries.has(source)) throw missing(from)
      if (source === target) return
      refuseNesting(from, source, target)
      makeFolders(to, target)
      removeKey(target)
      for (const key of below(source)) {
        const entry = entries.get(key)
        entries.delete(key)
        if (entry !== undefined) entries.set(target + key.slice(source.length), entry)
      }
    },
    async remove(path) {
      refusePackage(path)
      const key = keyOf(path)
      if (key === '' || key === '/') throw storageErrors.invalidPath(path, 'the folder that holds everything')
      removeKey(key)
    },
  }
}

/** One spelling for each path: no empty names and no `.`, and `..` taken up where it can be. */
function keyOf(path: string): string {
  parsePackagePath(path)
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    const last = names.at(-1)
    if (name === '..' && last !== undefined && last !== '..') names.pop()
    else names.push(name)
  }
  return (path.startsWith('/') ? '/' : '') + names.join('/')
}

function parentOf(key: string): string {
  return key.slice(0, Math.max(key.lastIndexOf('/'), key.startsWith('/') ? 1 : 0))
}

function parentsOf(key: string): readonly string[] {
  const parents: string[] = []
  for (let parent = parentOf(key); parent !== '' && !parents.includes(parent); parent = parentOf(parent)) {
    parents.push(parent)
  }
  return parents.toReversed()
}

function refusePackage(path: string): void {
  if (parsePackagePath(path) !== undefined) throw storageErrors.readOnly(path)
}

function refuseNesting(path: string, source: string, target: string): void {
  if (target.startsWith(`${source}/`) || source.startsWith(`${target}/`) || source === '' || target === '') {
    throw storageErrors.invalidPath(path, 'which lies inside the other one')
  }
}
