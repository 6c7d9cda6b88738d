import { describe, expect, it } from 'vitest'
import { hashKey } from './hash-key'

describe('hashKey', () => {
  it('keeps the parts of a key apart', () => {
    expect(hashKey('a', 'bc')).not.toBe(hashKey('ab', 'c'))
    expect(hashKey(1, 23)).not.toBe(hashKey(12, 3))
  })

  it('rarely collides', () => {
    const hashes = new Set(Array.from({ length: 20_000 }, (_, step) => hashKey(1, step, 'dropout1/mask')))
    // 20,000 keys in 2^32: 0.05 collisions are expected.
    expect(hashes.size).toBeGreaterThanOrEqual(19_998)
  })
})
