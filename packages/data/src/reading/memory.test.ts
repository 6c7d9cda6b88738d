import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noisePng, plainPng } from '../testing/pictures'
import { plainParquet } from '../testing/plain-parquet'

const folder = mkdtempSync(join(tmpdir(), 'potstill-memory-'))
const program = join(folder, 'iterate.cjs')
beforeAll(() => {
  buildSync({
    entryPoints: [fileURLToPath(new URL('../testing/iterate-data.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    ignoreAnnotations: true,
    conditions: ['@potstill/source'],
    define: { 'import.meta.url': '"file:///"' },
    outfile: program,
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Fills a file up to a length with zeros, which take no room on most disks. */
function fill(path: string, bytes: number): void {
  writeFileSync(path, '')
  truncateSync(path, bytes)
}

/** Makes the data; returns the path, how many examples there are and how many bytes they hold. */
const made = {
  cifar10: () => {
    const path = join(folder, 'cifar')
    mkdirSync(path)
    for (let i = 0; i < 10; i++) fill(join(path, `data_batch_${i}.bin`), 10_000 * 3073)
    return { path, examples: 100_000, bytes: 100_000 * 3073 }
  },
  npy: () => {
    const path = join(folder, 'x.npy')
    const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 768), }`.padEnd(117) + '\n'
    const header = Buffer.concat([
      Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'),
      Buffer.from(dictionary),
    ])
    writeFileSync(path, header)
    truncateSync(path, header.length + 100_000 * 768 * 4)
    return { path, examples: 100_000, bytes: 100_000 * 768 * 4 }
  },
  imageFolder: () => {
    const path = join(folder, 'pictures')
    const png = plainPng(128, 128, 77)
    for (const name of ['a', 'b']) {
      mkdirSync(join(path, name), { recursive: true })
      for (let i = 0; i < 3200; i++) writeFileSync(join(path, name, `${i}.png`), png)
    }
    return { path, examples: 6400, bytes: 6400 * 128 * 128 * 3 }
  },
  /** On the disk as large as decoded. */
  parquet: () => {
    const path = join(folder, 'pictures.parquet')
    const rows = Array.from({ length: 64 }, () => noisePng(128, 128))
    const { start, group, groups, end } = plainParquet(rows, 100)
    writeFileSync(path, start)
    for (let index = 0; index < groups; index++) appendFileSync(path, group)
    appendFileSync(path, end)
    return { path, examples: 6400, bytes: groups * group.length }
  },
  stream: () => ({ path: '2000', examples: 2000, bytes: 2000 * 128 * 128 * 3 * 4 }),
}

describe('a data set larger than what may be in memory', () => {
  it.each(['cifar10', 'npy', 'imageFolder', 'parquet', 'stream'] as const)(
    'is read by %s, with memory that grows by a fraction of its size',
    (source) => {
      const { path, examples: all, bytes } = made[source]()
      const said = execFileSync(process.execPath, ['--max-old-space-size=128', program, source, path], {
        encoding: 'utf8',
      })
      const { examples, growth } = JSON.parse(said) as { examples: number; growth: number }
      expect(examples).toBe(all)
      expect(growth).toBeLessThan(150e6)
      expect(bytes).toBeGreaterThan(300e6)
    },
    120_000,
  )
})
