import { describe, expect, it } from 'vitest'
import type { Held } from '../testing/programs/memory'
import { runBundled } from '../testing/run-bundled'

const parts = 20

/** By how much a process grew, from the first fifth of its work to the last; single measurements vary by some MiB. */
async function growth(what: string, times: number) {
  const held = await runBundled<Held[]>('memory', what, String(parts), String(times))
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

/* What would be lost, were it not freed, is at least 100 MiB in each; a process that holds it is measured too. */
describe('the memory of a process stays flat over', () => {
  it.each([
    ['2,000 compiled training steps', 'steps', 100],
    ['2,000 training steps, operation by operation', 'eagerSteps', 100],
    ['400 functions that are compiled, called and disposed', 'cycles', 20],
    ['400 calls with ever other shapes, of which a few are kept', 'shapes', 20],
    ['400 compiled functions that nobody disposes and nobody holds', 'dropped', 20],
  ])('%s', async (_, what, times) => {
    const grown = await growth(what, times)
    expect(grown.resident).toBeLessThan(32)
    expect(grown.heap).toBeLessThan(2)
    // Of shapes, the pool keeps a few arrays.
    expect(grown.arrays).toBeLessThan(6)
    expect(grown.tensors).toBe(0)
  })

  it('nothing that is held', async () => {
    expect((await growth('held', 10)).resident).toBeGreaterThan(100)
  })
})
