import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogramOf } from './histogram'

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

describe('histogramOf', () => {
  it('counts by equal widths, edges upward, the largest value in the last bucket', () => {
    expect(histogramOf([0, 1, 2, 3, 4], 2)).toEqual({
      min: 0,
      max: 4,
      count: 5,
      sum: 10,
      sumOfSquares: 30,
      limits: [2, 4],
      counts: [2, 3],
    })
  })

  it('has one bucket where all values are equal, and none where there is no value', () => {
    expect(histogramOf([3, 3])).toMatchObject({ min: 3, max: 3, limits: [3], counts: [2] })
    const nothing = { min: 0, max: 0, count: 0, sum: 0, sumOfSquares: 0, limits: [], counts: [] }
    expect(histogramOf([])).toEqual(nothing)
    expect(histogramOf([Number.NaN, Number.POSITIVE_INFINITY])).toEqual(nothing)
  })

  it('counts every finite value once, in a bucket that holds it', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 200 }), (values) => {
        const finite = Array.from(values).filter((value) => Number.isFinite(value))
        const { count, counts, limits, min, max } = histogramOf(values)
        expect(count).toBe(finite.length)
        expect(sumOf(counts)).toBe(finite.length)
        if (finite.length === 0) return
        expect([min, max]).toEqual([
          finite.reduce((least, value) => Math.min(least, value)),
          finite.reduce((most, value) => Math.max(most, value)),
        ])
        expect(limits.at(-1)).toBe(max)
        // Up to rounding at an edge, no more values lie below a limit than the buckets up to it hold.
        const slack = (max - min) * 1e-12
        limits.forEach((limit, bucket) => {
          const held = sumOf(counts.slice(0, bucket + 1))
          expect(finite.filter((value) => value < limit - slack).length).toBeLessThanOrEqual(held)
          expect(finite.filter((value) => value <= limit + slack).length).toBeGreaterThanOrEqual(held)
        })
      }),
    )
  })
})
