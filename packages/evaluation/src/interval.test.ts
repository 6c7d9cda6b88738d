import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wilsonInterval } from './interval'

describe('wilsonInterval', () => {
  it('ends where the share that was seen is z standard deviations away', () => {
    // Wilson 1927: the ends are the two p with (share − p)² = z² p (1 − p) / n.
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const successes = Math.round(n * part)
        const share = successes / n
        const [low, high] = wilsonInterval(successes, n)
        for (const p of [low, high]) expect(n * (share - p) ** 2).toBeCloseTo(1.96 ** 2 * p * (1 - p), 8)
        expect(low).toBeLessThanOrEqual(share)
        expect(high).toBeGreaterThanOrEqual(share)
        expect(low).toBeLessThan(high)
      }),
    )
  })

  it('has a closed form where everything or nothing succeeded', () => {
    const z2 = 1.96 ** 2
    expect(wilsonInterval(0, 10)).toEqual([0, expect.closeTo(z2 / (10 + z2), 12)])
    expect(wilsonInterval(10, 10)).toEqual([expect.closeTo(10 / (10 + z2), 12), 1])
    expect(wilsonInterval(0, 4, 1)).toEqual([0, expect.closeTo(1 / 5, 12)])
  })

  it('knows nothing of no trials', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1])
  })
})
