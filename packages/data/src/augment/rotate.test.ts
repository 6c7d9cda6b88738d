import { uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, drawing, imageShapes, noise } from '../testing/images'
import { rotate, rotated } from './rotate'

const expectNear = (got: Float32Array, wanted: Float32Array) =>
  expect(Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(1e-5)

/** A quarter turn counter-clockwise: row r, column c comes from row c, column n − 1 − r. */
function quarterTurned(values: Float32Array, side: number, channels: number): Float32Array {
  return values.map((_, at) => {
    const [pixel, channel] = [Math.floor(at / channels), at % channels]
    const [row, column] = [Math.floor(pixel / side), pixel % side]
    return values[(column * side + (side - 1 - row)) * channels + channel]!
  })
}

describe('rotate', () => {
  it('is a transposition and a flip at 90°', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.constantFrom(1, 3), (side, channels) => {
        const image = { height: side, width: side, channels }
        const values = noise([side, side, channels])
        expectNear(rotated(values, image, Math.PI / 2, 0), quarterTurned(values, side, channels))
      }),
    )
  })

  it('is the image from behind at 180°, and itself at 0°', () => {
    fc.assert(
      fc.property(imageShapes, ([height, width]) => {
        const image = { height, width, channels: 1 }
        const values = noise([height, width, 1])
        expectNear(rotated(values, image, Math.PI, 0), values.toReversed())
        expectNear(rotated(values, image, 0, 0), values)
      }),
    )
  })

  it('looks between pixels', () => {
    // Three pixels in a row at 60°: the outer ones look half a pixel from the middle, and √¾ beside the only row.
    const values = Float32Array.of(1, 2, 3)
    const outside = Math.sqrt(3) / 2
    const turned = rotated(values, { height: 1, width: 3, channels: 1 }, Math.PI / 3, 0)
    expectNear(turned, Float32Array.of(1.5 * (1 - outside), 2, 2.5 * (1 - outside)))
  })

  it('turns each of three channels as one by itself, bit for bit', () => {
    fc.assert(
      fc.property(imageShapes, fc.double({ min: -4, max: 4, noNaN: true }), ([height, width], angle) => {
        const values = noise([height, width, 3])
        const turned = rotated(values, { height, width, channels: 3 }, angle, 0.5)
        for (const channel of [0, 1, 2]) {
          const ofChannel = (_: number, at: number) => at % 3 === channel
          const alone = rotated(values.filter(ofChannel), { height, width, channels: 1 }, angle, 0.5)
          expect(turned.filter(ofChannel)).toEqual(alone)
        }
      }),
    )
  })

  it('keeps an image of one value where the fill has it too', () => {
    const values = new Float32Array(49).fill(0.3)
    expectNear(rotated(values, { height: 7, width: 7, channels: 1 }, 0.7, 0.3), values)
  })

  it('turns by the drawn angle, to both sides', () => {
    const shape = [5, 5, 1]
    const image = { height: 5, width: 5, channels: 1 }
    const { apply } = rotate({ degrees: 20 })
    const turned = (number: number) => apply(counted(shape), { shape, draw: drawing(number) })
    expectNear(turned(0), rotated(counted(shape), image, -Math.PI / 9, 0))
    expectNear(turned(0.75), rotated(counted(shape), image, Math.PI / 18, 0))
  })

  it('gives nothing beyond the values it was given', () => {
    fc.assert(
      fc.property(imageShapes, fc.integer(), (shape, seed) => {
        const turned = rotate({ degrees: 180 }).apply(noise(shape), { shape, draw: uniformStream(seed) })
        expect(turned.every((value) => value >= 0 && value <= 1)).toBe(true)
      }),
    )
  })
})
