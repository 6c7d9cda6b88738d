import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

/* The benchmark as a program, small. That it measures is tested here; how long anything takes is not. */

interface Document {
  benchmark: string
  batch: number
  rounds: number
  contenders: { name: string; unavailable?: string }[]
  cells: {
    network: string
    mode: string
    results: {
      name: string
      cannot?: string
      step?: { median: number; low: number; high: number }
      examplesPerSecond?: number
      rounds: (number | null)[]
      losses: number[]
    }[]
    agreement: { reference?: string; apart: Record<string, number>; differing: string[] }
    ratios: unknown[]
  }[]
}

let folder: string
let output: string
let document: Document

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'potstill-bench-test-'))
  const program = fileURLToPath(new URL('../step.mjs', import.meta.url))
  const json = join(folder, 'step.json')
  const args = ['--small', '--models=mlp', '--backends=cpu,wasm', `--json=${json}`]
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args])
  output = stdout
  document = JSON.parse(await readFile(json, 'utf8')) as Document
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('writes what was measured as JSON', () => {
  expect(document).toMatchObject({ benchmark: 'step', batch: 8, rounds: 2 })
  expect(document.contenders.map(({ name, unavailable }) => [name, unavailable])).toEqual([
    ['cpu', undefined],
    ['wasm', undefined],
  ])
  expect(document.cells.map(({ network, mode }) => [network, mode])).toEqual([
    ['mlp', 'train'],
    ['mlp', 'distill'],
  ])
  for (const { results } of document.cells) {
    expect(results.map(({ name }) => name)).toEqual(['cpu', 'wasm'])
    for (const { cannot, step, examplesPerSecond, rounds, losses } of results) {
      expect(cannot).toBeUndefined()
      expect(step?.median).toBeGreaterThan(0)
      expect(step?.low).toBeLessThanOrEqual(step?.median ?? 0)
      expect(step?.high).toBeGreaterThanOrEqual(step?.median ?? Infinity)
      expect(examplesPerSecond).toBeCloseTo(8000 / (step?.median ?? 0), 6)
      expect(rounds).toHaveLength(2)
      expect(losses.length).toBeGreaterThan(0)
      expect(losses.every(Number.isFinite)).toBe(true)
    }
  }
})

it('trains the same network from the same weights on both backends', () => {
  for (const { agreement, results } of document.cells) {
    expect(agreement.differing).toEqual([])
    expect(Object.keys(agreement.apart)).toHaveLength(1)
    const [cpu, wasm] = results
    expect(cpu?.losses[0]).toBeCloseTo(wasm?.losses[0] ?? Number.NaN, 3)
  }
  // Hinton's loss, a teacher in it, is not the plain one.
  const [plain, distilled] = document.cells
  expect(plain?.results[0]?.losses[0]).not.toBeCloseTo(distilled?.results[0]?.losses[0] ?? Number.NaN, 3)
})

it('prints a table for each network and mode', () => {
  expect(output).toContain('mlp, train, batch 8')
  expect(output).toContain('mlp, distill, batch 8')
  expect(output).toContain('losses of the first steps agree with')
  expect(output).not.toContain('DIFFER')
})
