import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, quantile, ratio, spread } from '../lib/statistics.mjs'

describe('quantile', () => {
  it('is the middle value, or half way between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  // numpy.percentile([1, 2, 4, 8], [25, 75]), whose default is the same straight line.
  it('lies between two values on a straight line', () => {
    expect(spread([8, 1, 4, 2])).toEqual({ median: 3, low: 1.75, high: 5 })
  })

  it('says that there is nothing to take it of', () => {
    expect(() => median([])).toThrow('no values')
  })

  it('never leaves the values, and never turns back', () => {
    const numbers = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const value = quantile(values, share)
        expect(value).toBeGreaterThanOrEqual(Math.min(...values))
        expect(value).toBeLessThanOrEqual(Math.max(...values))
        expect(quantile(values, share / 2)).toBeLessThanOrEqual(value)
      }),
    )
  })
})

describe('ratio', () => {
  it('is taken round by round', () => {
    expect(ratio([10, 40, 90], [10, 20, 30])).toEqual({ median: 2, low: 1.5, high: 2.5 })
  })

  it('leaves out rounds that one of the two sat out', () => {
    expect(ratio([10, undefined, 90], [5, 20, undefined])).toEqual({ median: 2, low: 2, high: 2 })
    expect(ratio([10, undefined], [undefined, 20])).toBeUndefined()
  })
})
