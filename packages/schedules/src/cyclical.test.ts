import { testSchedule } from '@potstill/testkit'
import { describe, expect, it } from 'vitest'
import { cyclical } from './cyclical'
import { at, emptyRun } from './testing/progress'

testSchedule(cyclical, {
  describe,
  it,
  options: [
    { from: 1, to: 5, epochs: 3, gamma: 0.5 },
    { from: 8, to: 2, epochs: 3, form: 'cosine' },
  ],
})

/** `at` has 10 epochs. */
const epoch = (epochs: number) => at(epochs / 10)

describe('cyclical', () => {
  it('goes up and down in triangles that gamma lowers', () => {
    const waves = cyclical({ from: 1, to: 5, epochs: 4, gamma: 0.5 })
    expect([0, 1, 2, 3, 4, 6, 8, 10].map((place) => waves(epoch(place)))).toEqual([1, 3, 5, 3, 1, 3, 1, 2])
    expect(waves(emptyRun)).toBe(1)
    expect(waves(at(Infinity))).toBe(1)
  })

  it('restarts cosines', () => {
    const waves = cyclical({ from: 8, to: 2, epochs: 2, form: 'cosine' })
    // 2 + 6 · (1 + cos π/2) / 2 in the middle.
    expect([0, 1, 2, 3, 4].map((place) => waves(epoch(place)))).toEqual([8, 5, 8, 5, 8])
    expect(waves(epoch(1.999))).toBeCloseTo(2, 4)
  })

  it.each([
    { from: 1, to: 2, epochs: 0 },
    { from: 1, to: 2, epochs: 1, gamma: 2 },
    { from: 1, to: 2, epochs: 1, form: 'square' },
  ])('refuses %o', (options) => {
    expect(() => cyclical.make(options)).toThrow(
      expect.objectContaining({ code: 'options/invalid', component: 'cyclical' }),
    )
  })
})
