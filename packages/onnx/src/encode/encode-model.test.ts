import { InferenceSession } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { float } from '../graph/attributes'
import { Graph } from '../graph/graph'
import { givenTensor } from '../testing/given-tensor'
import { runGraph } from '../testing/run-graph'
import type { Value } from '../value'
import { encodeModel } from './encode-model'

const floats = (...values: number[]) => givenTensor('float32', [values.length], values)

/** A graph of one input, whose one output is what `build` makes of it. */
function graphOf(shape: readonly number[], build: (graph: Graph) => void): Graph {
  const graph = new Graph()
  graph.input('x', shape, 'float32')
  build(graph)
  return graph
}

describe('an encoded model', () => {
  it('has attributes of every kind', async () => {
    const graph = graphOf([2], (graph) => {
      const x = graph.value('x')
      graph.output('float', graph.node('LeakyRelu', [x], x, { attributes: { alpha: float(0.5) } }))
      graph.output('whole', graph.node('LeakyRelu', [x], x, { attributes: { alpha: float(2) } }))
      const places = graph.int64s([1, 1])
      const padded = graph.node(
        'Pad',
        [x, places],
        { shape: [4], dtype: 'float32' },
        { attributes: { mode: 'edge' } },
      )
      graph.output('text', padded)
      const row = graph.node('Unsqueeze', [x, graph.int64s([0])], { shape: [1, 2], dtype: 'float32' })
      const turned = { shape: [2, 1], dtype: 'float32' } as const
      graph.output('ints', graph.node('Transpose', [row], turned, { attributes: { perm: [1, 0] } }))
      graph.output('negative', graph.node('Softmax', [row], row, { attributes: { axis: -1 } }))
    })
    const results = await runGraph(graph, [floats(-4, 4)])
    expect(results.map(({ values }) => [...values])).toEqual([
      [-2, 4],
      [-8, 4],
      [-4, -4, 4, 4],
      [-4, 4],
      [expect.closeTo(1 / (1 + Math.exp(8)), 6), expect.closeTo(1 / (1 + Math.exp(-8)), 6)],
    ])
  })

  it('has constants of every type, empty ones and special numbers among them', async () => {
    const graph = graphOf([1], (graph) => {
      const special = Float32Array.of(NaN, Infinity, -0, 1e-45)
      graph.output('float', graph.constant(special, [4], 'float32'))
      graph.output('int', graph.constant(Int32Array.of(-1, 2 ** 31 - 1), [2], 'int32'))
      graph.output('bool', graph.constant(Uint8Array.of(1, 0, 1), [3, 1], 'bool'))
      graph.output('empty', graph.constant(new Float32Array(0), [0, 3], 'float32'))
      const wide = graph.int64s([-1, 2 ** 40])
      const parts = graph.node('Div', [wide, graph.int64s([2 ** 20])], wide)
      graph.output(
        'long',
        graph.node('Cast', [parts], { shape: [2], dtype: 'int32' }, { attributes: { to: 6 } }),
      )
    })
    const [special, int, bool, empty, long] = await runGraph(graph, [floats(0)])
    expect(special?.values).toEqual(Float32Array.of(NaN, Infinity, -0, 1e-45))
    expect(int?.values).toEqual(Int32Array.of(-1, 2 ** 31 - 1))
    expect(bool).toEqual(givenTensor('bool', [3, 1], [1, 0, 1]))
    expect(empty).toEqual(givenTensor('float32', [0, 3], []))
    expect(long?.values).toEqual(Int32Array.of(0, 2 ** 20))
  })

  it('has the part of an array that a constant is a view of', async () => {
    const whole = Float32Array.of(1, 2, 3, 4)
    const graph = graphOf([1], (graph) =>
      graph.output('y', graph.constant(whole.subarray(1, 3), [2], 'float32')),
    )
    const [part] = await runGraph(graph, [floats(0)])
    expect(part?.values).toEqual(Float32Array.of(2, 3))
  })

  it('has optional inputs and results that are left out', async () => {
    const graph = graphOf([3], (graph) => {
      const x = graph.value('x')
      graph.output('clipped', graph.node('Clip', [x, undefined, graph.scalar(2)], x))
      const one = { shape: [1], dtype: 'float32' } as const
      const ones = graph.constant(Float32Array.of(1, 1, 1), [3], 'float32')
      const results = graph.severalResults('LayerNormalization', [x, ones], [x, undefined, one])
      graph.output('deviation', results[2] as Value)
    })
    const [clipped, deviation] = await runGraph(graph, [floats(1, 3, 2)])
    expect(clipped?.values).toEqual(Float32Array.of(1, 2, 2))
    // The reciprocal of the standard deviation of 1, 2 and 3.
    expect(deviation?.values[0]).toBeCloseTo(Math.sqrt(1.5), 4)
  })

  it('names the domains of operations that are not ONNX’s own', async () => {
    const graph = graphOf([2, 2], (graph) => {
      const x = graph.value('x')
      const options = { domain: 'com.microsoft', attributes: { transB: 1 } }
      graph.output('y', graph.node('FusedMatMul', [x, x], x, options))
    })
    const [y] = await runGraph(graph, [givenTensor('float32', [2, 2], [1, 2, 3, 4])])
    expect(y?.values).toEqual(Float32Array.of(5, 11, 11, 25))
  })

  it('takes the sizes that the graph has, or any', async () => {
    const doubled = graphOf([2, 3], (graph) => {
      const x = graph.value('x')
      graph.output('y', graph.node('Add', [x, x], x))
    })
    const other = givenTensor('float32', [1, 2], [1, 2])
    await expect(runGraph(doubled, [other])).rejects.toThrow('invalid dimensions')
    const [y] = await runGraph(doubled, [other], { sizes: 'ranks' })
    expect(y).toEqual(givenTensor('float32', [1, 2], [2, 4]))
    const shapes = async (sizes: 'fixed' | 'ranks') => {
      const session = await InferenceSession.create(encodeModel(doubled, { sizes }))
      return session.inputMetadata.map((input) => (input.isTensor ? input.shape : []))
    }
    expect(await shapes('fixed')).toEqual([[2, 3]])
    expect(await shapes('ranks')).toEqual([['x_0', 'x_1']])
  })

  it('names its producer', () => {
    const graph = graphOf([1], (graph) => graph.output('y', graph.value('x')))
    const text = (options?: { readonly producer: string }) =>
      new TextDecoder().decode(encodeModel(graph, options))
    expect(text({ producer: 'somebody' })).toContain('somebody')
    expect(text()).not.toContain('somebody')
  })

  it('is the same for the same graph', () => {
    const make = () =>
      graphOf([2], (graph) => {
        const x = graph.value('x')
        graph.output('y', graph.node('Mul', [x, graph.scalar(3)], x))
      })
    expect(encodeModel(make())).toEqual(encodeModel(make()))
  })
})
