import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linear } from './linear'
import { at } from './testing/progress'

testSchedule(linear, {
  describe,
  it,
  options: [
    { from: 8, to: 2 },
    { from: 0, to: 1, start: 0.25, end: 0.5 },
  ],
})

describe('linear', () => {
  it('is a straight line: a quarter, a half, three quarters of the way', () => {
    const line = linear({ from: 8, to: 2 })
    expect([0, 0.25, 0.5, 0.75, 1, 2].map((fraction) => line(at(fraction)))).toEqual([8, 6.5, 5, 3.5, 2, 2])
  })

  it('keeps to its part of the run', () => {
    const warmUp = linear({ from: 0, to: 1, start: 0.25, end: 0.5 })
    expect([0, 0.25, 0.375, 0.5, 1].map((fraction) => warmUp(at(fraction)))).toEqual([0, 0, 0.5, 1, 1])
  })

  it('is as far from its start as it would be from its end, run backwards', () => {
    const value = fc.integer({ min: -1000, max: 1000 })
    fc.assert(
      fc.property(value, value, fc.double({ min: 0, max: 1, noNaN: true }), (from, to, fraction) => {
        const there = linear({ from, to })(at(fraction))
        expect(there).toBeCloseTo(linear({ from: to, to: from })(at(1 - fraction)), 8)
      }),
    )
  })

  it('refuses an end before the start', () => {
    expect(() => linear({ from: 8, to: 2, start: 0.6, end: 0.4 })).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'linear' }),
    )
  })
})
