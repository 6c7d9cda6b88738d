import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, imageShapes, noise } from '../testing/images'
import { imageFrame } from './framed-image'

describe('imageFrame', () => {
  it('puts one pixel of the fill on every side', () => {
    const { values, rowSize } = imageFrame(9)(counted([2, 3, 1]), { height: 2, width: 3, channels: 1 })
    expect(rowSize).toBe(5)
    const rows = [
      [9, 9, 9, 9, 9],
      [9, 1, 2, 3, 9],
      [9, 4, 5, 6, 9],
      [9, 9, 9, 9, 9],
    ]
    expect([...values]).toEqual(rows.flat())
  })

  it('has the image inside and the fill around it, whatever was in the frame before', () => {
    fc.assert(
      fc.property(fc.array(imageShapes, { minLength: 1, maxLength: 4 }), (shapes) => {
        const framed = imageFrame(-1)
        for (const [seed, [height, width, channels]] of shapes.entries()) {
          const image = noise([height, width, channels], seed)
          const { values, rowSize } = framed(image, { height, width, channels })
          expect(values).toHaveLength((height + 2) * rowSize)
          const wanted = values.map((_, at) => {
            const row = Math.floor(at / rowSize) - 1
            const column = Math.floor((at % rowSize) / channels) - 1
            const isInside = row >= 0 && row < height && column >= 0 && column < width
            return isInside ? image[(row * width + column) * channels + (at % channels)]! : -1
          })
          expect(values).toEqual(wanted)
        }
      }),
    )
  })

  it('lends one frame to all images of a shape', () => {
    const framed = imageFrame(0)
    const image = { height: 1, width: 2, channels: 1 }
    const first = framed(Float32Array.of(1, 2), image)
    expect(framed(Float32Array.of(3, 4), { ...image }).values).toBe(first.values)
    expect(framed(Float32Array.of(5, 6), { ...image, height: 2, width: 1 }).values).not.toBe(first.values)
  })
})
