import { describe, expect, it } from 'vitest'
import { ratiosThatMatter } from '../lib/ratios.mjs'

const pairs = (...entrants: Parameters<typeof ratiosThatMatter>[0][number][]) =>
  ratiosThatMatter(entrants).map(({ own, peer, times }) => [own, peer, times.median])

const stock = { name: 'wasm-stock', rounds: [120, 120] }
const wasm = { name: 'wasm', rounds: [60, 60] }
const eager = { name: 'onnxruntime-eager', rounds: [20, 20] }
const compiled = { name: 'onnxruntime-compiled', rounds: [10, 10] }
const torch = [
  { name: 'torch-1', rounds: [30, 30] },
  { name: 'torch-2', rounds: [15, 15] },
]

describe('ratiosThatMatter', () => {
  it("compares with TensorFlow.js's own wasm and with PyTorch at its best", () => {
    expect(pairs(stock, wasm, eager, compiled, ...torch)).toEqual([
      ['onnxruntime-eager', 'wasm-stock', 6],
      ['onnxruntime-compiled', 'wasm-stock', 12],
      ['onnxruntime-compiled', 'torch-2', 1.5],
    ])
  })

  it('takes our wasm kernels where the stock backend cannot', () => {
    expect(pairs({ ...stock, cannot: 'kernel Einsum missing', rounds: [] }, wasm, compiled)).toEqual([
      ['onnxruntime-compiled', 'wasm', 6],
    ])
  })

  it('leaves out what was not measured', () => {
    expect(pairs(wasm, ...torch)).toEqual([])
    expect(pairs(wasm, { ...eager, rounds: [undefined, undefined] })).toEqual([])
  })
})
