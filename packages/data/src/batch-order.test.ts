import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batchOrder } from './index'

const key = fc.record({ seed: fc.maxSafeInteger(), epoch: fc.nat(1_000_000) })

describe('batchOrder', () => {
  it('is a permutation', () => {
    fc.assert(
      fc.property(fc.nat(300), key, (size, key) => {
        expect(Array.from(batchOrder(size, key).toSorted())).toEqual(
          Array.from({ length: size }, (_, i) => i),
        )
      }),
    )
  })

  it('is the same for the same key, and another for another seed or epoch', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 5 }), (key, step) => {
        // Two of 100! orders are the same by chance once in 10^157.
        const order = batchOrder(100, key)
        expect(batchOrder(100, { ...key })).toEqual(order)
        expect(batchOrder(100, { ...key, epoch: key.epoch + step })).not.toEqual(order)
        expect(batchOrder(100, { ...key, seed: key.seed - step })).not.toEqual(order)
        if (key.seed !== key.epoch) {
          expect(batchOrder(100, { seed: key.epoch, epoch: key.seed })).not.toEqual(order)
        }
      }),
    )
  })

  it.each([
    ['epochs', (i: number) => ({ seed: 1, epoch: i })],
    ['seeds', (i: number) => ({ seed: i, epoch: 0 })],
  ])('gives each order of four equally often over neighbouring %s', (_, keyOf) => {
    const runs = 24_000
    const counts = new Map<string, number>()
    for (let i = 0; i < runs; i++) {
      const order = batchOrder(4, keyOf(i)).join()
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    // Chi-squared with 4! - 1 = 23 degrees of freedom: 49.7 is exceeded by chance once in 1000.
    const expected = runs / 24
    const chiSquared = [...counts.values()].reduce(
      (sum, count) => sum + (count - expected) ** 2 / expected,
      0,
    )
    expect(counts.size).toBe(24)
    expect(chiSquared).toBeLessThan(49.7)
  })
})
