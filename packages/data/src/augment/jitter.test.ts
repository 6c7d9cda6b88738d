import { uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, drawing, imageShapes, noise } from '../testing/images'
import { crop } from './crop'
import { jitter } from './jitter'

const shape = [3, 3, 1]

describe('jitter', () => {
  it.each([
    // Down 1; up 1; right 1; left 1; nothing: draws in thirds of −1, 0, 1.
    [0.9, 0.5, [0, 0, 0, 1, 2, 3, 4, 5, 6]],
    [0.1, 0.5, [4, 5, 6, 7, 8, 9, 0, 0, 0]],
    [0.5, 0.9, [0, 1, 2, 0, 4, 5, 0, 7, 8]],
    [0.5, 0.1, [2, 3, 0, 5, 6, 0, 8, 9, 0]],
    [0.5, 0.5, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ])('shifts by the draws %f, %f', (down, right, expected) => {
    const values = jitter({ pixels: 1 }).apply(counted(shape), { shape, draw: drawing(down, right) })
    expect([...values]).toEqual(expected)
  })

  it('fills with what it is told', () => {
    const { apply } = jitter({ pixels: 5, fill: 0.5 })
    expect([...apply(counted(shape), { shape, draw: drawing(0, 0) })]).toEqual(Array(9).fill(0.5))
  })

  it('is a crop of the same size with a padding, turned round', () => {
    fc.assert(
      fc.property(imageShapes, fc.nat(3), fc.integer(), (shape, pixels, seed) => {
        const stream = uniformStream(seed)
        const [down, right] = [stream(), stream()]
        const opposite = (number: number) => 1 - 2 ** -24 - number
        expect(jitter({ pixels }).apply(noise(shape), { shape, draw: drawing(down, right) })).toEqual(
          crop({ padding: pixels }).apply(noise(shape), {
            shape,
            draw: drawing(opposite(down), opposite(right)),
          }),
        )
      }),
    )
  })
})
