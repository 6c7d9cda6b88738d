import { Graph } from '@potstill/onnx'
import { describe, expect, it } from 'vitest'
import { multiplications } from './multiplications'
import { eagerSessionOptions } from './threads'

/** A graph of one node. */
function graphOf(op: string, shapes: readonly number[][], shape: number[], attributes = {}): Graph {
  const graph = new Graph()
  const inputs = shapes.map((given, index) => graph.input(`x${index}`, given, 'float32'))
  graph.output('y', graph.node(op, inputs, { shape, dtype: 'float32' }, { attributes }))
  return graph
}

describe('the multiplications of a graph', () => {
  it.each([
    [
      'Gemm',
      [
        [3, 4],
        [4, 5],
      ],
      [3, 5],
      {},
      3 * 4 * 5,
    ],
    [
      'Gemm',
      [
        [4, 3],
        [4, 5],
      ],
      [3, 5],
      { transA: 1 },
      3 * 4 * 5,
    ],
    [
      'MatMul',
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      [2, 3, 5],
      {},
      2 * 3 * 4 * 5,
    ],
    [
      'Conv',
      [
        [1, 3, 8, 8],
        [6, 3, 3, 3],
      ],
      [1, 6, 8, 8],
      {},
      6 * 64 * 27,
    ],
    [
      'Conv',
      [
        [1, 6, 8, 8],
        [6, 1, 3, 3],
      ],
      [1, 6, 8, 8],
      { group: 6 },
      6 * 64 * 9,
    ],
    [
      'ConvTranspose',
      [
        [1, 6, 4, 4],
        [6, 3, 2, 2],
      ],
      [1, 3, 8, 8],
      {},
      6 * 16 * 12,
    ],
    ['Relu', [[100]], [100], {}, 0],
  ])('of %s of %j', (op, shapes, shape, attributes, expected) => {
    expect(multiplications(graphOf(op, shapes, shape, attributes))).toBe(expected)
  })
})

describe('the options of a single operation', () => {
  it('are one thread for a small one', () => {
    expect(eagerSessionOptions(1000, 8)).toEqual({ intraOpNumThreads: 1, graphOptimizationLevel: 'all' })
  })

  it('are threads that sleep for a large one, and not too many of them', () => {
    expect(eagerSessionOptions(2 ** 24, 2)).toMatchObject({
      intraOpNumThreads: 2,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
    expect(eagerSessionOptions(2 ** 24, 64).intraOpNumThreads).toBe(4)
    expect(eagerSessionOptions(2 ** 24, 1)).not.toHaveProperty('extra')
  })
})
