import { describe, expect, it } from 'vitest'
import { extent, linearScale } from './scale'

describe('linearScale', () => {
  it('maps ends to ends and what lies between in proportion, in either direction', () => {
    const down = linearScale([10, 20], [100, 0])
    expect([10, 12.5, 20, 25].map(down)).toEqual([100, 75, 0, -50])
  })

  it('puts a single value into the middle', () => {
    expect(linearScale([3, 3], [0, 10])(3)).toBe(5)
  })
})

describe('extent', () => {
  it('holds every finite value', () => {
    expect(extent([3, NaN, -1, Infinity, 2, -Infinity])).toEqual([-1, 3])
    expect(extent([7])).toEqual([7, 7])
    expect(extent([NaN, Infinity])).toBeUndefined()
    expect(extent([])).toBeUndefined()
  })
})
