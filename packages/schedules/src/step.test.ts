import { testSchedule } from '@potstill/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { step } from './step'
import { at, emptyRun } from './testing/progress'

testSchedule(step, {
  describe,
  it,
  options: [
    { from: 8, milestones: [2, 4.5] },
    { from: 8, milestones: [] },
  ],
})

/** `at` has 10 epochs. */
const epoch = (epochs: number) => at(epochs / 10)

describe('step', () => {
  it('is multiplied at each milestone: powers of two are exact', () => {
    const stairs = step({ from: 8, milestones: [2, 4.5, 9], gamma: 0.5 })
    expect([0, 1.9, 2, 4, 4.5, 8.9, 9, 10, 1000].map((place) => stairs(epoch(place)))).toEqual([
      8, 8, 4, 4, 2, 2, 1, 1, 1,
    ])
    expect(stairs(emptyRun)).toBe(8)
    expect(stairs(at(Infinity))).toBe(1)
  })

  it('is a tenth where no factor is given, and one value without milestones', () => {
    expect(step({ from: 0.1, milestones: [0] })(at(0))).toBeCloseTo(0.01, 15)
    expect(step({ from: 0.1, milestones: [] })(at(2))).toBe(0.1)
  })

  it('falls, and by gamma for each milestone passed', () => {
    const anyMilestones = fc
      .uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 6 })
      .map((places) => places.toSorted((one, other) => one - other))
    const anyPlace = fc.double({ min: 0, max: 15, noNaN: true })
    fc.assert(
      fc.property(anyMilestones, anyPlace, anyPlace, (milestones, one, other) => {
        const stairs = step({ from: 1, milestones, gamma: 0.5 })
        const [sooner, later] = [epoch(Math.min(one, other)), epoch(Math.max(one, other))]
        const between = milestones.filter((place) => place > sooner.epoch && place <= later.epoch).length
        expect(stairs(later) / stairs(sooner)).toBe(0.5 ** between)
      }),
    )
  })

  it.each([
    { from: 1, milestones: [3, 2] },
    { from: 1, milestones: [3, 3] },
    { from: 1, milestones: [-1] },
    { from: 1, milestones: [1, 2], gamma: 0 },
    { from: 1e300, milestones: [1, 2], gamma: 1e10 },
  ])('refuses %o', (options) => {
    expect(() => step.make(options)).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'step' }),
    )
  })
})
