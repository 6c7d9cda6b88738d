import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderStorage } from './folder-storage'

let folder: string
const id = '673e3312-f821-4e5d-a0bc-d208314e2feb'

function make(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((name) => !name.startsWith('.lock/'))
    .toSorted()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'potstill-leftovers-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('locking a folder', () => {
  it('clears away what a killed process has left on its way', async () => {
    make({
      'run.json': '{}',
      [`.run.json.${id}.partial`]: '{',
      'deep/best/weights.bin': 'new',
      [`deep/.best.${id}.replaced/weights.bin`]: 'old',
      [`deep/.weights.bin.${id}.partial`]: '',
    })
    const release = await folderStorage().lock!(folder)
    expect(files()).toEqual(['deep/best/weights.bin', 'run.json'])
    expect(readFileSync(join(folder, 'deep/best/weights.bin'), 'utf8')).toBe('new')
    await release()
  })

  it('puts back what was put aside for something that never came', async () => {
    make({ [`deep/.best.${id}.replaced/weights.bin`]: 'old' })
    const release = await folderStorage().lock!(folder)
    expect(files()).toEqual(['deep/best/weights.bin'])
    await release()
  })

  it('leaves everything else alone', async () => {
    const kept = {
      '.claim': '1',
      '.hidden.partial': '2',
      'best.replaced': '3',
      [`best.${id}.replaced`]: '4',
      [`.lock.${id}/x.json`]: '5',
    }
    make(kept)
    const release = await folderStorage().lock!(folder)
    expect(files()).toEqual(Object.keys(kept).toSorted())
    await release()
  })
})
