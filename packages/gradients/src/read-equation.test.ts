import type { TensorInfo } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { readEquation } from './read-equation'

const shaped = (...shapes: number[][]): TensorInfo[] =>
  shapes.map((shape) => ({ dataId: {}, shape, dtype: 'float32' }))

describe('readEquation', () => {
  it('gives the labels of each operand and of the output, and their sizes', () => {
    const { operands, output, sizes } = readEquation('bij, bjk -> bki', shaped([2, 3, 4], [2, 4, 5]))
    expect(operands).toEqual([
      ['b', 'i', 'j'],
      ['b', 'j', 'k'],
    ])
    expect(output).toEqual(['b', 'k', 'i'])
    expect(Object.fromEntries(sizes)).toEqual({ b: 2, i: 3, j: 4, k: 5 })
  })

  it('reads scalars', () => {
    expect(readEquation(',a->', shaped([], [3]))).toMatchObject({ operands: [[], ['a']], output: [] })
  })

  it('refuses an operand with more or fewer dimensions than labels', () => {
    expect(() => readEquation('ab,b->a', shaped([3, 4], [4, 1]))).toThrow(
      "in 'ab,b->a' a tensor of rank 1 for 'b'",
    )
    expect(() => readEquation('ab->', shaped([3]))).toThrow('[3]')
  })
})
