import { uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawing, imageShapes, noise } from '../testing/images'
import { colour } from './colour'

const expectNear = (got: Float32Array, wanted: readonly number[]) => {
  expect(got).toHaveLength(wanted.length)
  expect(Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(1e-6)
}
const pixels = () => Float32Array.of(0.2, 0.4, 0.6, 0.8, 0.1, 0.3)
const shape = [1, 2, 3]
const grey = (red: number, green: number, blue: number) => 0.299 * red + 0.587 * green + 0.114 * blue
const greys = [grey(0.2, 0.4, 0.6), grey(0.8, 0.1, 0.3)]

describe('colour', () => {
  it('multiplies by the factor of brightness', () => {
    // A draw of 0.75 is halfway to the largest factor, 1.4.
    const values = colour({ brightness: 0.4 }).apply(pixels(), { shape, draw: drawing(0.75, 0, 0) })
    expectNear(values, [0.24, 0.48, 0.72, 0.96, 0.12, 0.36])
  })

  it('moves towards mean grey by contrast', () => {
    const mean = (greys[0]! + greys[1]!) / 2
    const values = colour({ contrast: 1 }).apply(pixels(), { shape, draw: drawing(0, 0.25, 0) })
    expectNear(
      values,
      [...pixels()].map((value) => 0.5 * value + 0.5 * mean),
    )
    expectNear(
      colour({ contrast: 1 }).apply(pixels(), { shape, draw: drawing(0, 0, 0) }),
      Array(6).fill(mean),
    )
  })

  it('moves towards the grey of the pixel by saturation', () => {
    const values = colour({ saturation: 1 }).apply(pixels(), { shape, draw: drawing(0, 0, 0) })
    expectNear(values, [greys[0]!, greys[0]!, greys[0]!, greys[1]!, greys[1]!, greys[1]!])
  })

  it('stays in the range', () => {
    const values = colour({ brightness: 1 }).apply(pixels(), { shape, draw: drawing(1, 0, 0) })
    expectNear(values, [0.4, 0.8, 1, 1, 0.2, 0.6])
    fc.assert(
      fc.property(imageShapes, fc.integer(), ([height, width], seed) => {
        const shape = [height, width, 3]
        const all = colour({ brightness: 1, contrast: 1, saturation: 1 })
        const changed = all.apply(noise(shape), { shape, draw: uniformStream(seed) })
        expect(changed.every((value) => value >= 0 && value <= 1)).toBe(true)
      }),
    )
  })

  it('draws as much whatever its strengths are, and changes nothing at 0', () => {
    expect(colour().apply(pixels(), { shape, draw: drawing(0.1, 0.2, 0.3) })).toEqual(pixels())
  })

  it('takes the mean for grey where there are not three channels, and refuses saturation there', () => {
    const values = colour({ contrast: 1 }).apply(Float32Array.of(0, 1, 0.5, 0.1), {
      shape: [1, 2, 2],
      draw: drawing(0, 0, 0),
    })
    expectNear(values, [0.4, 0.4, 0.4, 0.4])
    expect(() => colour({ saturation: 0.1 }).outputShape([2, 2, 1])).toThrow(
      expect.objectContaining({ code: 'data/augment-shape' }),
    )
  })
})
