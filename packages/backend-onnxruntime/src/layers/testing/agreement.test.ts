import { describe, expect, it } from 'vitest'
import { apart, disagreements } from './agreement'
import type { Trained } from './train'

const trained: Trained = {
  losses: [2, 1],
  outputs: [1, -4],
  weights: new Map([['0 kernel', [0.5, 0]]]),
  initial: new Map([['0 kernel', [0.25, 0]]]),
}

describe('apart', () => {
  it('is relative to the largest number that is expected', () => {
    expect(apart([1, -3], [1, -4])).toBe(0.25)
    expect(apart([1, -4], [1, -4])).toBe(0)
  })

  it('is beyond any tolerance where there are other numbers, or none', () => {
    expect(apart([1], [1, 2])).toBe(Infinity)
    expect(apart([NaN], [1])).toBe(Infinity)
    expect(apart([1], [NaN])).toBe(Infinity)
  })
})

describe('disagreements', () => {
  it('are none between a training and itself', () => {
    expect(disagreements(trained, trained)).toEqual([])
  })

  it.each<[string, Partial<Trained>]>([
    ['losses', { losses: [2, 1.001] }],
    ['outputs', { outputs: [1, -4.001] }],
    ['0 kernel', { weights: new Map([['0 kernel', [0.5, 1e-4]]]) }],
    ['initial 0 kernel', { initial: new Map([['0 kernel', [0.2501, 0]]]) }],
  ])('name %s', (name, other) => {
    expect(disagreements({ ...trained, ...other }, trained)).toEqual([expect.stringMatching(`^${name} by `)])
  })
})
