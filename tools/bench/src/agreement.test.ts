import { describe, expect, it } from 'vitest'
import { agreement } from '../lib/agreement.mjs'

describe('agreement', () => {
  it('compares with the first of those that took the most steps, as far as each went', () => {
    const cpu = { name: 'cpu', losses: [2] }
    const wasm = { name: 'wasm', losses: [2.0002, 4] }
    const torch = { name: 'torch-1', losses: [2.0002, 4.002] }
    const found = agreement([cpu, wasm, torch])
    expect(found.reference).toBe('wasm')
    expect(found.apart['cpu']).toBeCloseTo(0.0001, 6)
    expect(found.apart['torch-1']).toBeCloseTo(0.0005, 6)
    expect(found.differing).toEqual([])
  })

  it('names those that are more than 1e-3 apart, in any step', () => {
    const { differing, apart } = agreement([
      { name: 'wasm', losses: [2, 0.5] },
      { name: 'torch-1', losses: [2, 0.502] },
      { name: 'torch-2', losses: [2, 0.5005] },
    ])
    expect(differing).toEqual(['torch-1'])
    expect(apart['torch-1']).toBeCloseTo(0.002, 6)
  })

  it('takes a loss that is no number for a difference', () => {
    const { differing } = agreement([
      { name: 'wasm', losses: [2, 3] },
      { name: 'cpu', losses: [2, Number.NaN] },
    ])
    expect(differing).toEqual(['cpu'])
  })

  it('leaves out those that have none', () => {
    expect(agreement([{ name: 'wasm-stock', losses: [] }])).toEqual({ apart: {}, differing: [] })
    expect(agreement([])).toEqual({ apart: {}, differing: [] })
  })
})
