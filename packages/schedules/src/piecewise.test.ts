import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { piecewise } from './piecewise'
import { at, emptyRun } from './testing/progress'

testSchedule(piecewise, {
  describe,
  it,
  options: [
    {
      points: [
        [0.25, 1],
        [0.5, 5],
        [0.5, 8],
      ],
    },
    { points: [[1, 3]] },
  ],
})

describe('piecewise', () => {
  it('goes straight from point to point, and stays outside of them', () => {
    const curve = piecewise({
      points: [
        [0.25, 1],
        [0.5, 5],
        [0.5, 8],
        [0.75, 2],
      ],
    })
    expect([0, 0.25, 0.375, 0.5, 0.625, 0.75, 1, 9].map((place) => curve(at(place)))).toEqual([
      1, 1, 3, 8, 5, 2, 2, 2,
    ])
    expect(curve(emptyRun)).toBe(1)
  })

  it('lies between its lowest and highest point', () => {
    const anyPoints = fc
      .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -9, max: 9 })), {
        minLength: 1,
      })
      .map((points) => points.toSorted(([one], [other]) => one - other))
    fc.assert(
      fc.property(anyPoints, fc.double({ noNaN: true }), (points, place) => {
        const values = points.map(([, value]) => value)
        const got = piecewise({ points })(at(place))
        expect(got).toBeGreaterThanOrEqual(Math.min(...values) - 1e-12)
        expect(got).toBeLessThanOrEqual(Math.max(...values) + 1e-12)
      }),
    )
  })

  it.each([
    { points: [] },
    {
      points: [
        [1, 1],
        [0, 1],
      ],
    },
    { points: [[2, 1]] },
  ])('refuses %o', (options) => {
    expect(() => piecewise.make(options)).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'piecewise' }),
    )
  })
})
