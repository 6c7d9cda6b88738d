import { testSchedule } from '@potstill/testkit'
import { describe, expect, it } from 'vitest'
import { polynomial } from './polynomial'
import { at, emptyRun } from './testing/progress'

testSchedule(polynomial, {
  describe,
  it,
  options: [
    { from: 10, to: 2 },
    { from: 0, to: 4, power: 0.5, end: 0.5 },
  ],
})

describe('polynomial', () => {
  it('falls as a power of what is left', () => {
    // 2 + (10 − 2) · (1 − x)²
    const curve = polynomial({ from: 10, to: 2 })
    expect([0, 0.25, 0.5, 0.75, 1, 2].map((place) => curve(at(place)))).toEqual([10, 6.5, 4, 2.5, 2, 2])
    expect(curve(emptyRun)).toBe(10)
  })

  it('is a straight line at power 1, between its start and end', () => {
    const line = polynomial({ from: 0, to: 4, power: 1, start: 0.25, end: 0.75 })
    expect([0.25, 0.5, 0.75].map((place) => line(at(place)))).toEqual([0, 2, 4])
  })

  it.each([
    { from: 1, to: 2, power: 0 },
    { from: 1, to: 2, start: 1, end: 0.5 },
  ])('refuses %o', (options) => {
    expect(() => polynomial.make(options)).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'polynomial' }),
    )
  })
})
