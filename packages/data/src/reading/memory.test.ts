import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'potstill-memory-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a data set larger than what may be in memory', () => {
  it('is read from disk, with memory that grows by a fraction of its size', () => {
    const records = 10_000
    const files = 10
    for (let i = 0; i < files; i++)
      writeFileSync(join(folder, `data_batch_${i}.bin`), new Uint8Array(records * 3073))
    const program = join(folder, 'iterate.cjs')
    buildSync({
      entryPoints: [fileURLToPath(new URL('../testing/iterate-cifar.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      ignoreAnnotations: true,
      conditions: ['@potstill/source'],
      define: { 'import.meta.url': '"file:///"' },
      outfile: program,
    })
    const said = execFileSync(process.execPath, ['--max-old-space-size=128', program, folder], {
      encoding: 'utf8',
    })
    const { examples, growth } = JSON.parse(said) as { examples: number; growth: number }
    expect(examples).toBe(records * files)
    expect(growth).toBeLessThan(150e6)
    expect(records * files * 3073).toBeGreaterThan(300e6)
  }, 120_000)
})
