import { uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, imageShapes, noise } from '../testing/images'
import { flip } from './flip'

const shape = [2, 3, 2]

describe('flip', () => {
  it('mirrors pixels, and keeps the channels of each', () => {
    const values = flip({ probability: 1 }).apply(counted(shape), { shape, draw: () => 0 })
    expect([...values]).toEqual([5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8])
  })

  it('is undone by itself', () => {
    const { apply } = flip({ probability: 1 })
    fc.assert(
      fc.property(imageShapes, (shape) => {
        const given = { shape, draw: () => 0 }
        expect(apply(apply(noise(shape), given), given)).toEqual(noise(shape))
      }),
    )
  })

  it('happens as often as it is told', () => {
    const draw = uniformStream(5)
    const { apply } = flip({ probability: 0.3 })
    const flipped = Array.from({ length: 10_000 }, () =>
      apply(Float32Array.of(1, 2), { shape: [1, 2, 1], draw }),
    ).filter(([first]) => first === 2).length
    // Binomial: 3000, with a standard deviation of 46; five of them.
    expect(Math.abs(flipped - 3000)).toBeLessThan(230)
  })

  it('does nothing in evaluation', () => {
    expect(flip()).not.toHaveProperty('evaluate')
  })
})
