import { hashKey, uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, noise } from '../testing/images'
import { drawBeta } from './beta'
import { mixup } from './mixup'
import { changeByPartner, partnersBy } from './partners'

const streams = (count: number, seed = 0) =>
  Array.from({ length: count }, (_, row) => uniformStream(hashKey(seed, row)))
const identity = (size: number) =>
  Float32Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0))

describe('drawBeta', () => {
  it.each([0.1, 0.2, 0.5, 1, 4])('has the moments of Beta(α, α) at α = %f', (alpha) => {
    const n = 40_000
    const draw = uniformStream(hashKey('beta', alpha))
    const values = Array.from({ length: n }, () => drawBeta(alpha, draw))
    const moment = (power: number) => values.reduce((sum, value) => sum + (value - 0.5) ** power, 0) / n
    const variance = 1 / (4 * (2 * alpha + 1))
    const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3))
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true)
    // Five standard errors each; no moment of λ − ½ is larger than 1.
    expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(variance / n))
    expect(Math.abs(moment(2) - variance)).toBeLessThan(5 * Math.sqrt((fourth - variance ** 2) / n))
    expect(Math.abs(moment(4) - fourth)).toBeLessThan((5 * 0.5 ** 4) / Math.sqrt(n))
  })

  it('is 0 or 1 for the smallest α, and never NaN', () => {
    const draw = uniformStream(8)
    const values = Array.from({ length: 1000 }, () => drawBeta(1e-6, draw))
    expect(new Set(values)).toEqual(new Set([0, 1]))
    expect(drawBeta(1, () => 0)).toBe(0.5)
  })
})

describe('partnersBy', () => {
  it('gives everybody to somebody else, whatever their order is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }), (numbers) => {
        const partners = partnersBy(Float64Array.from(numbers))
        expect([...partners].toSorted((a, b) => a - b)).toEqual(numbers.map((_, row) => row))
        expect(partners.every((partner, row) => partner !== row)).toBe(true)
        const reversed = partnersBy(Float64Array.from(numbers.toReversed()))
        const last = numbers.length - 1
        expect([...reversed].map((partner) => last - partner).toReversed()).toEqual([...partners])
      }),
    )
  })

  it('leaves one example alone', () => {
    expect([...partnersBy(Float64Array.of(0.5))]).toEqual([0])
  })
})

describe('changeByPartner', () => {
  it('shows each example its partner as that was before, whatever their order is', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (numbers) => {
        const partners = partnersBy(Float64Array.from(numbers))
        const values = counted([numbers.length, 2])
        const before = values.slice()
        const rows: number[] = []
        changeByPartner(values, partners, (own, other, row) => {
          expect(other).toEqual(before.subarray(2 * partners[row]!, 2 * partners[row]! + 2))
          expect(own).toEqual(before.subarray(2 * row, 2 * row + 2))
          own.fill(-row)
          rows.push(row)
        })
        expect(rows.toSorted((a, b) => a - b)).toEqual(numbers.map((_, row) => row))
        expect(values).toEqual(before.map((_, at) => -Math.floor(at / 2)))
      }),
    )
  })
})

describe('mixup', () => {
  it('adds inputs and targets in the same shares', () => {
    // With the identity for inputs and targets alike, a row shows its shares.
    const { inputs, targets } = mixup().apply(
      { inputs: identity(8), shape: [8], targets: identity(8) },
      streams(8),
    )
    expect(targets).toEqual(inputs)
    for (let row = 0; row < 8; row++) {
      const shares = [...inputs.subarray(8 * row, 8 * row + 8)].filter((share) => share !== 0)
      expect(shares).toHaveLength(2)
      expect(shares[0]! + shares[1]!).toBeCloseTo(1, 6)
    }
  })

  it('writes into what it is given', () => {
    const given = { inputs: noise([5, 4]), shape: [4], targets: identity(5) }
    const { inputs, targets } = mixup().apply(given, streams(5))
    expect(inputs).toBe(given.inputs)
    expect(targets).toBe(given.targets)
  })

  it('draws shares from Beta(α, α)', () => {
    const size = 400
    const { inputs } = mixup({ alpha: 0.5 }).apply(
      { inputs: identity(size), shape: [size] },
      streams(size, 3),
    )
    const own = Array.from({ length: size }, (_, row) => inputs[row * (size + 1)]!)
    const mean = own.reduce((sum, share) => sum + share, 0) / size
    const variance = own.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / size
    // Mean ½ and variance ⅛; the standard errors are 0.018 and 0.0063, and five of them are allowed.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.09)
    expect(Math.abs(variance - 1 / 8)).toBeLessThan(0.032)
  })

  it('mixes as many as it is told', () => {
    const { inputs, targets } = mixup({ probability: 0.25 }).apply(
      { inputs: noise([300, 4]), shape: [4] },
      streams(300),
    )
    const changed = noise([300, 4]).filter((value, at) => at % 4 === 0 && value !== inputs[at]).length
    // Binomial: 75, with a standard deviation of 7.5; five of them.
    expect(Math.abs(changed - 75)).toBeLessThan(38)
    expect(targets).toBeUndefined()
  })
})
