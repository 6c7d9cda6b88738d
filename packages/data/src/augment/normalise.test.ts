import { describe, expect, it } from 'vitest'
import { counted } from '../testing/images'
import { normalise } from './normalise'

describe('normalise', () => {
  it('takes numbers for each channel, or one for all', () => {
    const shape = [1, 2, 2]
    const given = { shape, draw: () => 0 }
    expect([...normalise({ mean: [1, 2], deviation: [2, 4] }).apply(counted(shape), given)]).toEqual([
      0, 0, 1, 0.5,
    ])
    expect([...normalise({ mean: 1, deviation: 2 }).apply(counted(shape), given)]).toEqual([0, 0.5, 1, 1.5])
    expect([
      ...normalise({ mean: 1, deviation: [1, 2] }).apply(counted([2]), { ...given, shape: [2] }),
    ]).toEqual([0, 0.5])
  })

  it('gives mean 0 and deviation 1 where the numbers are those of the values', () => {
    const values = counted([4, 4, 1])
    // 1 … n has the mean (n + 1)/2 and the variance (n² − 1)/12.
    const normal = normalise({ mean: 8.5, deviation: Math.sqrt(255 / 12) })
    const changed = normal.evaluate(values, { shape: [4, 4, 1] })
    const mean = changed.reduce((sum, value) => sum + value, 0) / 16
    const variance = changed.reduce((sum, value) => sum + value ** 2, 0) / 16
    expect(mean).toBeCloseTo(0, 6)
    expect(variance).toBeCloseTo(1, 5)
  })

  it('refuses another number of channels, and a deviation of 0', () => {
    expect(() => normalise({ mean: [1, 2, 3], deviation: 1 }).outputShape([4, 4, 1])).toThrow(
      expect.objectContaining({
        code: 'data/augment-shape',
        expected: expect.stringContaining('3 channels'),
      }),
    )
    expect(() => normalise({ mean: 0, deviation: 0 })).toThrow(/deviation/)
  })
})
