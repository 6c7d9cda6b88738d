import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, imageShapes, noise } from '../testing/images'
import { shiftImage } from './shift-image'

/** Pixel by pixel: each comes from so many rows down and columns to the right, or is the fill. */
function shifted(values: Float32Array, shape: readonly number[], top: number, left: number, fill: number) {
  const [height, width, channels] = shape as [number, number, number]
  return values.map((_, at) => {
    const row = Math.floor(at / (width * channels)) + top
    const column = (Math.floor(at / channels) % width) + left
    const isInside = row >= 0 && row < height && column >= 0 && column < width
    return isInside ? values[(row * width + column) * channels + (at % channels)]! : fill
  })
}

describe('shiftImage', () => {
  it('brings what was below and to the right to the upper left corner', () => {
    const values = counted([2, 3, 1])
    shiftImage(values, { height: 2, width: 3, channels: 1 }, 1, 1, 0)
    expect([...values]).toEqual([5, 6, 0, 0, 0, 0])
  })

  it('moves whole pixels, and lets the fill in above and to the left', () => {
    const values = counted([2, 2, 2])
    shiftImage(values, { height: 2, width: 2, channels: 2 }, -1, -1, 9)
    expect([...values]).toEqual([9, 9, 9, 9, 9, 9, 1, 2])
  })

  it('leaves the image where it is at 0', () => {
    const values = counted([3, 2, 1])
    shiftImage(values, { height: 3, width: 2, channels: 1 }, 0, 0, 9)
    expect(values).toEqual(counted([3, 2, 1]))
  })

  it('is the same pixel by pixel, as far beside the image as one likes', () => {
    const distance = fc.integer({ min: -12, max: 12 })
    fc.assert(
      fc.property(imageShapes, distance, distance, (shape, top, left) => {
        const [height, width, channels] = shape
        const values = noise(shape)
        shiftImage(values, { height, width, channels }, top, left, -1)
        expect(values).toEqual(shifted(noise(shape), shape, top, left, -1))
      }),
      { numRuns: 500 },
    )
  })
})
