import { uniformStream } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { counted, drawing } from '../testing/images'
import { cutout } from './cutout'

const shape = [4, 4, 2]

describe('cutout', () => {
  it('hides a square around the pixel that is drawn', () => {
    // The middle is row 2, column 1: rows and columns from one before it, two of each.
    const values = cutout({ size: 2 }).apply(counted(shape), { shape, draw: drawing(0, 0.5, 0.25) })
    const hidden = [4, 5, 8, 9]
    expect([...values]).toEqual(
      Array.from({ length: 32 }, (_, at) => (hidden.includes(Math.floor(at / 2)) ? 0 : at + 1)),
    )
  })

  it('is cut off at the border', () => {
    const values = cutout({ size: 3, fill: -1 }).apply(counted([3, 3, 1]), {
      shape: [3, 3, 1],
      draw: drawing(0, 0, 0.99),
    })
    expect([...values]).toEqual([1, -1, -1, 4, -1, -1, 7, 8, 9])
  })

  it('hides on average what the border leaves of it', () => {
    const draw = uniformStream(4)
    const { apply } = cutout({ size: 2, probability: 0.5 })
    const one = () => apply(new Float32Array(16).fill(1), { shape: [4, 4, 1], draw })
    const hidden = Array.from({ length: 20_000 }, one).flatMap((values) => 16 - values.filter(Boolean).length)
    const mean = hidden.reduce((sum, count) => sum + count, 0) / hidden.length
    // Half of the time 1.75 × 1.75 pixels (1, 2, 2 and 2 rows): 1.53; the standard error is 0.012, and five of them 0.06.
    expect(Math.abs(mean - 0.5 * 1.75 ** 2)).toBeLessThan(0.06)
  })
})
