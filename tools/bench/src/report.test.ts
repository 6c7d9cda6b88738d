import { describe, expect, it } from 'vitest'
import { cellLines, contestantLines, ratioLines } from '../lib/report.mjs'

type Cell = Parameters<typeof cellLines>[0]

const measured = (name: string, ms: number) => ({
  name,
  step: { median: ms, low: 0.9 * ms, high: 1.1 * ms },
  examplesPerSecond: 128_000 / ms,
  firstStep: 2 * ms,
  steps: 10,
  rounds: [ms, ms],
  disturbed: 0,
  losses: [2.3],
  idle: 0,
})
const cell: Cell = {
  network: 'mlp',
  mode: 'distill',
  batch: 128,
  results: [
    {
      name: 'wasm-stock',
      cannot: 'kernel Einsum missing',
      steps: 1,
      rounds: [],
      disturbed: 0,
      losses: [],
      idle: null,
    },
    measured('wasm', 100),
    measured('torch-1', 25),
  ],
  agreement: { reference: 'wasm', apart: { 'torch-1': 2e-6 }, differing: [] },
  ratios: [{ own: 'onnxruntime-compiled', peer: 'torch-1', times: { median: 1.5, low: 1.4, high: 1.625 } }],
}

describe('cellLines', () => {
  it('is a table with what was measured and what cannot be', () => {
    expect(cellLines(cell)).toEqual([
      'mlp, distill, batch 128',
      '  784-1200-1200-10, ReLU',
      '  teacher: 784-2400-2400-10',
      '              ms a step     quartiles  examples/s  first step',
      '  wasm-stock  cannot: kernel Einsum missing',
      '  wasm              100   [90.0, 110]       1,280         200',
      '  torch-1          25.0  [22.5, 27.5]       5,120        50.0',
      '  losses of the first steps agree with wasm within 2e-6',
    ])
  })

  it('says whose losses differ', () => {
    const differing = { reference: 'wasm', apart: { 'torch-1': 0.0125 }, differing: ['torch-1'] }
    expect(cellLines({ ...cell, agreement: differing }).at(-1)).toBe(
      '  LOSSES DIFFER: torch-1 from wasm by 1.3e-2, more than 0.001',
    )
  })

  it('says who was not idle between its turns', () => {
    const results = [{ ...measured('onnxruntime-eager', 10), idle: 0.87 }]
    expect(cellLines({ ...cell, results }).at(-1)).toBe(
      '  onnxruntime-eager was not idle between its turns: it used 87 % of a core',
    )
  })

  it('says when other programs were in the way', () => {
    const results = [measured('wasm', 10), { ...measured('torch-2', 10), disturbed: 1 }]
    expect(cellLines({ ...cell, results }).at(-1)).toBe(
      '  other programs used the processor: torch-2 in 1 of 2 turns',
    )
  })
})

describe('contestantLines', () => {
  it('gives versions and reasons', () => {
    const lines = contestantLines([
      { name: 'wasm' },
      { name: 'torch-1', version: 'torch 2.13.0' },
      { name: 'tensorflow', unavailable: '@tensorflow/tfjs-node is not installed' },
    ])
    expect(lines).toEqual([
      '  wasm        ready',
      '  torch-1     torch 2.13.0',
      '  tensorflow  not available: @tensorflow/tfjs-node is not installed',
    ])
  })
})

describe('ratioLines', () => {
  it('ends with the ratios and their quartiles', () => {
    expect(ratioLines([cell]).slice(1)).toEqual([
      '  mlp, distill  onnxruntime-compiled beside torch-1  1.50×  [1.40, 1.63]',
    ])
  })

  it('says where there is nothing to compare', () => {
    expect(ratioLines([{ ...cell, ratios: [] }]).at(-1)).toContain('nothing to compare')
  })
})
