import { hashKey, uniformStream } from '@potstill/spec'
import { describe, expect, it } from 'vitest'
import { cutmix } from './cutmix'

const streams = (count: number, seed = 0) =>
  Array.from({ length: count }, (_, row) => uniformStream(hashKey(seed, row)))
const shape = [8, 6, 2]
const size = 8 * 6 * 2

/** Image and target of row i are all about i. */
function numbered(count: number) {
  return {
    inputs: Float32Array.from({ length: count * size }, (_, at) => Math.floor(at / size)),
    shape,
    targets: Float32Array.from({ length: count * count }, (_, at) => (at % (count + 1) === 0 ? 1 : 0)),
  }
}

describe('cutmix', () => {
  it('pastes one box of one other image, whose share of the area is its share of the targets', () => {
    const count = 60
    const { inputs, targets } = cutmix().apply(numbered(count), streams(count))
    let pastedOver = 0
    for (let row = 0; row < count; row++) {
      const image = inputs.subarray(row * size, (row + 1) * size)
      const target = targets!.subarray(row * count, (row + 1) * count)
      const others = [...new Set(image)].filter((value) => value !== row)
      expect(others.length).toBeLessThanOrEqual(1)
      const [other] = others
      if (other === undefined) {
        expect(target[row]).toBe(1)
        continue
      }
      pastedOver += 1
      const pixels = [...image].flatMap((value, at) => (value === other && at % 2 === 0 ? [at / 2] : []))
      const [rows, columns] = [pixels.map((at) => Math.floor(at / 6)), pixels.map((at) => at % 6)]
      const side = (numbers: number[]) => Math.max(...numbers) - Math.min(...numbers) + 1
      expect(pixels).toHaveLength(side(rows) * side(columns))
      expect(target[other]).toBeCloseTo(pixels.length / 48, 6)
      expect(target[row]).toBeCloseTo(1 - pixels.length / 48, 6)
    }
    expect(pastedOver).toBeGreaterThan(30)
  })

  it('covers 1 − λ of the image where nothing is cut off', () => {
    // Draws of an example: rank; whether; two of λ = ½(1 − 1/√(1 + 1/w)) with w = (u⁻¹ − 1)·cos²; two of the middle.
    // u = ¾, cos = −1: w = ⅓, λ = ½(1 − ½) = ¼, so the box has √¾ of each side; the other example is left alone.
    const list = [0, 0, 0.25, 0.5, 0.5, 0.5]
    const draw = () => list.shift() ?? 1
    const square = [20, 20, 1]
    const inputs = Float32Array.from({ length: 800 }, (_, at) => Math.floor(at / 400))
    const side = Math.floor(Math.sqrt(0.75) * 20)
    const mixed = cutmix({ probability: 0.5 }).apply({ inputs, shape: square }, [draw, () => 0.9])
    expect(mixed.inputs.subarray(0, 400).filter((value) => value === 1)).toHaveLength(side * side)
    expect(mixed.inputs.subarray(400)).toEqual(new Float32Array(400).fill(1))
  })

  it('writes into what it is given, and needs no targets', () => {
    const { inputs, shape, targets } = numbered(5)
    const both = cutmix().apply({ inputs, shape, targets }, streams(5))
    expect(both.inputs).toBe(inputs)
    expect(both.targets).toBe(targets)
    const alone = cutmix().apply({ inputs: numbered(5).inputs, shape }, streams(5))
    expect(alone).toEqual({ inputs })
  })
})
