import { uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, drawing, imageShapes, noise } from '../testing/images'
import { crop } from './crop'

describe('crop', () => {
  it('cuts the window at the place that is drawn', () => {
    // Rows 1–2 and columns 2–3 of 1 … 16: a quarter and a half of the way through three places each.
    const draw = drawing(1 / 3, 2 / 3)
    const values = crop({ size: 2 }).apply(counted([4, 4, 1]), { shape: [4, 4, 1], draw })
    expect([...values]).toEqual([7, 8, 11, 12])
  })

  it('reaches into the padding', () => {
    const apply = crop({ padding: 1, fill: -1 }).apply
    const shape = [2, 2, 1]
    expect([...apply(counted(shape), { shape, draw: drawing(0, 0) })]).toEqual([-1, -1, -1, 1])
    expect([...apply(counted(shape), { shape, draw: drawing(0.99, 0.99) })]).toEqual([4, -1, -1, -1])
    expect([...apply(counted(shape), { shape, draw: drawing(0.5, 0.5) })]).toEqual([1, 2, 3, 4])
  })

  it('draws every offset as often as the others', () => {
    const shape = [1, 1, 1]
    const draw = uniformStream(3)
    const inside = Array.from({ length: 9000 }, () =>
      crop({ padding: 1 }).apply(Float32Array.of(1), { shape, draw }),
    ).filter(([value]) => value === 1).length
    // One of nine offsets: 1000, with a standard deviation of 30; five of them.
    expect(Math.abs(inside - 1000)).toBeLessThan(150)
  })

  it('takes the middle in evaluation', () => {
    const shape = [4, 5, 1]
    expect([...crop({ size: [2, 3] }).evaluate(counted(shape), { shape })]).toEqual([7, 8, 9, 12, 13, 14])
  })

  it('leaves images alone in evaluation where the size is theirs', () => {
    fc.assert(
      fc.property(imageShapes, fc.nat(5), (shape, padding) => {
        expect(crop({ padding }).evaluate(noise(shape), { shape })).toEqual(noise(shape))
      }),
    )
  })

  it('refuses a window that is larger than the image and its padding', () => {
    expect(crop({ size: 6, padding: 1 }).outputShape([4, 4, 2])).toEqual([6, 6, 2])
    expect(() => crop({ size: 7, padding: 1 }).outputShape([4, 4, 2])).toThrow(
      expect.objectContaining({ code: 'data/augment-shape', received: expect.stringContaining('[4, 4, 2]') }),
    )
  })
})
