import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cosine } from './cosine'
import { at } from './testing/progress'

testSchedule(cosine, {
  describe,
  it,
  options: [
    { from: 8, to: 2 },
    { from: 0, to: 1, start: 0.5, end: 0.5 },
  ],
})

const anyFraction = fc.double({ min: 0, max: 1, noNaN: true })

describe('cosine', () => {
  it('has done a quarter, a half, three quarters at 1/3, 1/2, 2/3 of the way: cos π/3 is 1/2', () => {
    const wave = cosine({ from: 8, to: 4 })
    const places = [
      [0, 8],
      [1 / 3, 7],
      [1 / 2, 6],
      [2 / 3, 5],
      [1, 4],
      [2, 4],
    ] as const
    for (const [fraction, expected] of places) expect(wave(at(fraction))).toBeCloseTo(expected, 12)
  })

  it('keeps to its part of the run', () => {
    const wave = cosine({ from: 0, to: 1, start: 0.25, end: 0.5 })
    expect([0, 0.25, 0.5, 1].map((fraction) => wave(at(fraction)))).toEqual([0, 0, 1, 1])
    expect(wave(at(0.375))).toBeCloseTo(0.5, 12)
  })

  it('has the slope of a sine: by central differences, π/2 · sin πx', () => {
    const wave = cosine({ from: 0, to: 1 })
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), (x) => {
        const slope = (wave(at(x + 1e-5)) - wave(at(x - 1e-5))) / 2e-5
        expect(slope).toBeCloseTo((Math.PI / 2) * Math.sin(Math.PI * x), 7)
      }),
    )
  })

  it('never turns back', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, (one, other) => {
        const wave = cosine({ from: 8, to: 2 })
        // Math.cos is right to about one unit in the last place, but need not be monotone there.
        expect(wave(at(Math.max(one, other)))).toBeLessThanOrEqual(wave(at(Math.min(one, other))) + 1e-14)
      }),
    )
  })

  it('refuses an end before the start', () => {
    expect(() => cosine({ from: 8, to: 2, start: 0.6, end: 0.4 })).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'cosine' }),
    )
  })
})
