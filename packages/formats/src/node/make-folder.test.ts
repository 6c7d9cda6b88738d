import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { folderStorage } from './folder-storage'
import { makeFolder } from './make-folder'

vi.mock('node:fs/promises', { spy: true })

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'potstill-make-folder-'))
})
afterEach(() => {
  vi.mocked(mkdir).mockReset()
  rmSync(root, { recursive: true })
})

const isFolder = (path: string) => statSync(join(root, path)).isDirectory()
const failing = (code: string) => Object.assign(new Error(`${code}: from the system`), { code })

describe('makeFolder', () => {
  it('makes all that are not there, and leaves those that are', async () => {
    await makeFolder(join(root, 'a/b/c'))
    await makeFolder(join(root, 'a/b/c'))
    await makeFolder(join(root, 'a/d'))
    await makeFolder('/')
    expect([isFolder('a/b/c'), isFolder('a/d')]).toEqual([true, true])
  })

  it('may be asked for the same ones several times at once', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => makeFolder(join(root, 'a/b/c', String(i % 8)))))
    expect(isFolder('a/b/c/7')).toBe(true)
  })

  it('takes a link to a folder for one', async () => {
    mkdirSync(join(root, 'real'))
    symlinkSync('real', join(root, 'link'))
    await makeFolder(join(root, 'link/a'))
    expect(isFolder('real/a')).toBe(true)
  })

  it.each([
    ['a file', () => writeFileSync(join(root, 'x'), '')],
    ['a link to nowhere', () => symlinkSync('nowhere', join(root, 'x'))],
  ])('finds %s in its way', async (_, prepare) => {
    prepare()
    for (const path of ['x', 'x/below', 'x/below/deep']) {
      await expect(makeFolder(join(root, path))).rejects.toMatchObject({
        code: expect.stringMatching(/^(EEXIST|ENOTDIR)$/),
      })
    }
  })

  it.each(['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT'])('says so where the system says %s', async (code) => {
    vi.mocked(mkdir).mockRejectedValue(failing(code))
    await expect(makeFolder(join(root, 'a/b'))).rejects.toMatchObject({ code })
  })
})

describe('a folder on the way to a file', () => {
  it.each([
    ['ENOSPC', 'storage/disk-full', 'work'],
    ['EROFS', 'storage/read-only', 'request'],
  ])('that cannot be made because of %s is the error %s', async (system, code, category) => {
    const storage = folderStorage({ root })
    vi.mocked(mkdir).mockRejectedValue(failing(system))
    await expect(storage.write('a/b', Uint8Array.of(1))).rejects.toMatchObject({ code, category })
    await expect(storage.lock!('a')).rejects.toMatchObject({ code, category })
  })

  it.skipIf(!existsSync('/proc/self'))('is asked for once where none can be made (needs /proc)', async () => {
    for (const path of ['/proc/potstill/file', '/proc/potstill/deeper/file']) {
      await expect(folderStorage().append(path, Uint8Array.of(1))).rejects.toMatchObject({
        code: 'storage/path-invalid',
        received: `'${path}', where the system makes no folders`,
      })
    }
  })
})
