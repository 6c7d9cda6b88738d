import { describe, expect, it } from 'vitest'
import type { Held } from '../testing/programs/steps'
import { runBundled } from '../testing/run-bundled'

const parts = 20

/** By how much a process grew, from the first fifth of its work to the last; single measurements vary by some MiB. */
async function growth(compile: 'always' | 'never', keep: 'flat' | 'held', steps: number) {
  const held = await runBundled<Held[]>('steps', compile, keep, String(parts), String(steps / parts))
  expect(held).toHaveLength(parts)
  const grown = (of: keyof Held) =>
    median(held.slice(-parts / 5).map((each) => each[of])) -
    median(held.slice(0, parts / 5).map((each) => each[of]))
  return {
    resident: grown('resident'),
    heap: grown('heap'),
    arrays: grown('arrays'),
    tensors: grown('tensors'),
  }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}

/* One set of weights that was lost in each step would be 300 MiB; a process that holds them is measured too. */
describe('the memory of a process stays flat over 5,000 steps', () => {
  it.each([
    ['compiled', 'always'],
    ['operation by operation', 'never'],
  ] as const)('%s', async (_, compile) => {
    const grown = await growth(compile, 'flat', 5000)
    expect(grown.resident).toBeLessThan(32)
    expect(grown.heap).toBeLessThan(3)
    expect(grown.arrays).toBeLessThan(6)
    expect(grown.tensors).toBe(0)
  })

  it('but not where the weights of 1,000 steps are held', async () => {
    expect((await growth('always', 'held', 1000)).resident).toBeGreaterThan(40)
  })
})
