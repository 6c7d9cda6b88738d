import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveringTicks, tickLabel, wholeTicks, type Ticks } from './ticks'

const labels = ({ values, step }: Ticks) => values.map((value) => tickLabel(value, step))

describe('coveringTicks', () => {
  it.each([
    [[0, 1], 5, ['0', '0.5', '1.0']],
    [[0, 0.3], 4, ['0', '0.1', '0.2', '0.3']],
    [[93.4, 98.7], 5, ['92', '94', '96', '98', '100']],
    [[-2, 3], 5, ['−2', '0', '2', '4']],
    [[0, 3e5], 4, ['0', '1e5', '2e5', '3e5']],
    [[0, 3e-5], 4, ['0', '1e−5', '2e−5', '3e−5']],
    [[1, 1.00003], 4, ['1.00000e0', '1.00001e0', '1.00002e0', '1.00003e0']],
    [[5, 5], 5, ['4.6', '4.8', '5.0', '5.2', '5.4']],
    [[0, 0], 3, ['−0.5', '0', '0.5']],
  ] as const)('of %j, about %i: %j', (interval, wanted, expected) => {
    expect(labels(coveringTicks(interval, wanted))).toEqual(expected)
  })

  it('covers any interval with a handful of ticks that stand and read apart', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.integer({ min: 2, max: 8 }), (one, other, wanted) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const ticks = coveringTicks([from, to], wanted)
        const slack = ticks.step * 1e-6
        expect(ticks.values[0]).toBeLessThanOrEqual(from + slack)
        expect(ticks.values.at(-1)).toBeGreaterThanOrEqual(to - slack)
        expect(ticks.values.length).toBeGreaterThanOrEqual(2)
        expect(ticks.values.length).toBeLessThanOrEqual(wanted + 2)
        expect(new Set(labels(ticks)).size).toBe(ticks.values.length)
      }),
    )
  })
})

describe('wholeTicks', () => {
  it.each([
    [[1, 20], 6, [5, 10, 15, 20]],
    [[1, 5], 6, [1, 2, 3, 4, 5]],
    [[1, 1], 6, [1]],
    [[1, 1000], 4, [500, 1000]],
    [[0.2, 0.4], 6, [0]],
  ] as const)('inside %j, about %i: %j', (interval, wanted, expected) => {
    expect(wholeTicks(interval, wanted).values).toEqual(expected)
  })
})
