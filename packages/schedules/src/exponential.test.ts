import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponential } from './exponential'
import { at, emptyRun } from './testing/progress'

testSchedule(exponential, {
  describe,
  it,
  options: [
    { from: 8, to: 2 },
    { from: -1, to: -1e-9, start: 0.2 },
  ],
})

const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true })
const anyFraction = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ noNaN: true }))

describe('exponential', () => {
  it('goes by the same factor: 16, 8, 4, 2, 1 at quarters of the way', () => {
    const curve = exponential({ from: 16, to: 1 })
    for (const [fraction, expected] of [
      [0.25, 8],
      [0.5, 4],
      [0.75, 2],
    ] as const)
      expect(curve(at(fraction))).toBeCloseTo(expected, 12)
    expect([0, 1, 7].map((fraction) => curve(at(fraction)))).toEqual([16, 1, 1])
    expect(curve(emptyRun)).toBe(16)
  })

  it('is what a factor in each epoch makes, at their ends', () => {
    const curve = exponential({ from: 0.1, to: 0.1 * 0.9 ** 10 })
    for (let epochs = 0; epochs <= 10; epochs++)
      expect(curve(at(epochs / 10)) / (0.1 * 0.9 ** epochs)).toBeCloseTo(1, 12)
  })

  it('lies between its ends, on either side of 0, and never turns back', () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        fc.constantFrom(1, -1),
        anyFraction,
        anyFraction,
        (one, other, side, here, there) => {
          const [from, to] = [one * side, other * side]
          const curve = exponential({ from, to })
          const [sooner, later] = [curve(at(Math.min(here, there))), curve(at(Math.max(here, there)))]
          for (const value of [sooner, later]) {
            expect(value).toBeGreaterThanOrEqual(Math.min(from, to))
            expect(value).toBeLessThanOrEqual(Math.max(from, to))
          }
          // Powers are right to a few units in the last place of numbers that go up to 1e300.
          expect(((later - sooner) / Math.abs(sooner)) * Math.sign(to - from)).toBeGreaterThanOrEqual(-1e-12)
        },
      ),
    )
  })

  it('keeps to its part of the run', () => {
    const curve = exponential({ from: 1, to: 4, start: 0.25, end: 0.75 })
    expect([0, 0.25, 0.75, 1].map((fraction) => curve(at(fraction)))).toEqual([1, 1, 4, 4])
    expect(curve(at(0.5))).toBeCloseTo(2, 12)
  })

  it.each([
    { from: 1, to: 0 },
    { from: 0, to: 1 },
    { from: -1, to: 1 },
    { from: 2, to: 1, start: 0.6, end: 0.4 },
  ])('refuses %o', (options) => {
    expect(() => exponential(options)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
  })
})
