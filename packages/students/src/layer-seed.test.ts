import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerSeed } from './layer-seed'

describe('layerSeed', () => {
  it('is a 32-bit integer that depends on the seed and on the layer', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.string(), (seed, layer, other) => {
        const value = layerSeed(seed, layer)
        expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true)
        expect(layerSeed(seed, layer)).toBe(value)
        expect(layerSeed(seed + 1, layer)).not.toBe(value)
        if (other !== layer) expect(layerSeed(seed, other)).not.toBe(value)
      }),
      { seed: 1 },
    )
  })

  it('never changes: the value for seed 1 and layer hidden1 was computed with a program in Python', () => {
    expect(layerSeed(1, 'hidden1')).toBe(2_812_590_250)
  })
})
