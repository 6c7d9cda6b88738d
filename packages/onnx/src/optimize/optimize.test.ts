import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Graph } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import { givenTensor } from '../testing/given-tensor'
import { runGraph } from '../testing/run-graph'
import { broadcastLate } from './broadcast-late'
import { factorSums } from './factor-sums'
import { fuseBias } from './fuse-bias'
import { nameOutputs } from './name-outputs'
import { optimize } from './optimize'
import { reluFirst } from './relu-first'
import { removeUnused } from './remove-unused'
import { shareEqualNodes } from './share'
import { smallFirst } from './small-first'
import { steepSteps } from './steps'
import { randomGraph, randomOperations } from './testing/random-graph'

const passes = {
  fuseBias,
  steepSteps,
  reluFirst,
  removeUnused,
  broadcastLate,
  shareEqualNodes,
  factorSums,
  smallFirst,
  nameOutputs,
  optimize,
}

const operations = (graph: Graph) => graph.nodes.map(({ op }) => op)

describe.each(Object.entries(passes))('%s', (_, pass) => {
  it('changes no result of a random program', async () => {
    await fc.assert(
      fc.asyncProperty(randomOperations, fc.nat(1000), async (program, seed) => {
        const [plain, changed] = [randomGraph(program), randomGraph(program)]
        pass(changed)
        const feeds = new Map(
          plain.inputs.map(({ name, shape }, index) => {
            const values = Float32Array.from({ length: sizeOf(shape) }, (__, i) =>
              Math.sin(seed + 7 * index + 3 * i),
            )
            return [name, givenTensor('float32', shape, values)] as const
          }),
        )
        const run = (graph: Graph) =>
          runGraph(
            graph,
            graph.inputs.map(({ name }) => feeds.get(name) as never),
          )
        const [expected, got] = [await run(plain), await run(changed)]
        expect(got.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
        expected.forEach(({ values }, index) => {
          const largest = Math.max(1, ...Array.from(values as Float32Array, Math.abs))
          Array.from(values as Float32Array, (value, place) =>
            // Other orders of the same operations on float32: a few roundings of the largest entry.
            expect(Math.abs((got[index]?.values[place] as number) - value)).toBeLessThan(2e-5 * largest),
          )
        })
      }),
      { numRuns: 60 },
    )
  })
})

describe('removeUnused', () => {
  it('removes nodes, constants and inputs that no result needs', () => {
    const graph = new Graph()
    const [x, y] = [graph.input('x', [2], 'float32'), graph.input('y', [2], 'float32')]
    graph.node('Add', [y, graph.scalar(3)], y)
    graph.output('z', graph.node('Relu', [x], x))
    removeUnused(graph)
    expect(operations(graph)).toEqual(['Relu', 'Identity'])
    expect(graph.inputs).toEqual([x])
    expect(graph.constants.size).toBe(0)
  })
})

describe('broadcastLate', () => {
  it("computes the gradient of a mean of squares in two operations, instead of three with two tensors of ones' size", () => {
    const graph = new Graph()
    const x = graph.input('x', [64, 32], 'float32')
    const ones = graph.constant(new Float32Array(64 * 32).fill(1), [64, 32], 'float32')
    const dy = graph.input('dy', [], 'float32')
    const repeated = graph.node(
      'Mul',
      [graph.node('Reshape', [dy, graph.int64s([1, 1])], { shape: [1, 1], dtype: 'float32' }), ones],
      x,
    )
    const mean = graph.node('Div', [repeated, graph.scalar(64 * 32)], x)
    graph.output('dx', graph.node('Mul', [mean, x], x))
    broadcastLate(graph)
    removeUnused(graph)
    expect(operations(graph)).toEqual(['Reshape', 'Div', 'Mul', 'Identity'])
    expect(graph.value(graph.nodes[1]?.outputs[0] as string).shape).toEqual([1, 1])
    expect([...graph.constants.values()].every(({ values }) => values.length <= 2)).toBe(true)
  })

  it('lets tiled moments stay small', () => {
    const graph = new Graph()
    const x = graph.input('x', [8, 16], 'float32')
    const mean = graph.input('mean', [8, 1], 'float32')
    const tiled = graph.node('Tile', [mean, graph.int64s([1, 16])], x)
    graph.output('y', graph.node('Sub', [x, graph.node('Sqrt', [tiled], x)], x))
    broadcastLate(graph)
    expect(graph.nodes.map(({ op, outputs }) => [op, graph.value(outputs[0] as string).shape])).toEqual([
      ['Sqrt', [8, 1]],
      ['Sub', [8, 16]],
      ['Identity', [8, 16]],
    ])
  })

  it('repeats a value once where something needs it whole', () => {
    const graph = new Graph()
    const row = graph.input('row', [1, 16], 'float32')
    const whole = graph.node('Tile', [row, graph.int64s([8, 1])], { shape: [8, 16], dtype: 'float32' })
    graph.output('y', whole)
    graph.output(
      'z',
      graph.node('Gemm', [whole, whole], { shape: [8, 8], dtype: 'float32' }, { attributes: { transB: 1 } }),
    )
    broadcastLate(graph)
    expect(operations(graph)).toEqual(['Expand', 'Identity', 'Gemm', 'Identity'])
  })
})

describe('shareEqualNodes', () => {
  it('computes a sum once, whichever way round it is written', () => {
    const graph = new Graph()
    const [x, y] = [graph.input('x', [2], 'float32'), graph.input('y', [2], 'float32')]
    const [a, b] = [graph.node('Add', [x, y], x), graph.node('Add', [y, x], x)]
    graph.output('z', graph.node('Sub', [graph.node('Tanh', [a], x), graph.node('Tanh', [b], x)], x))
    shareEqualNodes(graph)
    expect(operations(graph)).toEqual(['Add', 'Tanh', 'Sub', 'Identity'])
  })

  it('keeps what differs in attributes, and differences the way round they are', () => {
    const graph = new Graph()
    const [x, y] = [graph.input('x', [2, 2], 'float32'), graph.input('y', [2, 2], 'float32')]
    for (const [index, axis] of [0, 1].entries())
      graph.output(`s${index}`, graph.node('Softmax', [x], x, { attributes: { axis } }))
    graph.output('a', graph.node('Sub', [x, y], x))
    graph.output('b', graph.node('Sub', [y, x], x))
    shareEqualNodes(graph)
    expect(operations(graph).filter((op) => op !== 'Identity')).toEqual(['Softmax', 'Softmax', 'Sub', 'Sub'])
  })
})

describe('factorSums', () => {
  it('takes a scale per channel out of a sum over examples', () => {
    const graph = new Graph()
    const [x, scale] = [graph.input('x', [64, 8], 'float32'), graph.input('scale', [8], 'float32')]
    const scaled = graph.node('Mul', [x, scale], x)
    graph.output(
      'y',
      graph.node(
        'ReduceSum',
        [scaled, graph.int64s([0])],
        { shape: [8], dtype: 'float32' },
        { attributes: { keepdims: 0 } },
      ),
    )
    factorSums(graph)
    removeUnused(graph)
    expect(operations(graph)).toEqual(['ReduceSum', 'Reshape', 'Mul', 'Identity'])
    expect(graph.nodes[0]?.inputs[0]).toBe('x')
  })

  it('leaves alone what changes along the summed axis', () => {
    const graph = new Graph()
    const [x, scale] = [graph.input('x', [64, 8], 'float32'), graph.input('scale', [8], 'float32')]
    const scaled = graph.node('Mul', [x, scale], x)
    graph.output(
      'y',
      graph.node(
        'ReduceSum',
        [scaled, graph.int64s([1])],
        { shape: [64], dtype: 'float32' },
        { attributes: { keepdims: 0 } },
      ),
    )
    factorSums(graph)
    expect(operations(graph)).toEqual(['Mul', 'ReduceSum', 'Identity'])
  })
})

describe('smallFirst', () => {
  it('multiplies scalars with each other first, also across a division of large ones', () => {
    const graph = new Graph()
    const [x, y] = [graph.input('x', [100], 'float32'), graph.input('y', [100], 'float32')]
    const [a, b] = [graph.input('a', [], 'float32'), graph.input('b', [], 'float32')]
    const quotient = graph.node('Div', [graph.node('Div', [x, a], x), y], x)
    graph.output('z', graph.node('Mul', [quotient, b], x))
    smallFirst(graph)
    removeUnused(graph)
    expect(graph.nodes.map(({ op, outputs }) => [op, graph.value(outputs[0] as string).shape])).toEqual([
      ['Div', [100]],
      ['Div', []],
      ['Mul', [100]],
      ['Identity', [100]],
    ])
  })

  it('leaves alone what another node needs in between', () => {
    const graph = new Graph()
    const x = graph.input('x', [100], 'float32')
    const [a, b] = [graph.input('a', [], 'float32'), graph.input('b', [], 'float32')]
    const between = graph.node('Mul', [x, a], x)
    graph.output('between', between)
    graph.output('z', graph.node('Mul', [between, b], x))
    smallFirst(graph)
    expect(operations(graph)).toEqual(['Mul', 'Identity', 'Mul', 'Identity'])
  })
})

describe('nameOutputs', () => {
  it('lets the last node write the result, but copies what is an input or two results', () => {
    const graph = new Graph()
    const x = graph.input('x', [2], 'float32')
    const y = graph.node('Relu', [x], x)
    graph.output('first', y)
    graph.output('second', y)
    graph.output('same', x)
    nameOutputs(graph)
    expect(graph.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs])).toEqual([
      ['Relu', ['x'], ['first']],
      ['Identity', ['first'], ['second']],
      ['Identity', ['x'], ['same']],
    ])
  })
})

describe('fuseBias', () => {
  const dense = (graph: Graph) => {
    const [x, w] = [graph.input('x', [6, 4], 'float32'), graph.input('w', [4, 3], 'float32')]
    const bias = graph.input('bias', [3], 'float32')
    const product = graph.node('Gemm', [x, w], { shape: [6, 3], dtype: 'float32' })
    const shape = { shape: [2, 3, 3], dtype: 'float32' as const }
    const split = graph.node('Reshape', [product, graph.int64s([2, 3, 3])], shape)
    graph.output('y', graph.node('Add', [split, bias], shape))
    return graph
  }

  it('gives the product the bias, past a reshape', async () => {
    const [plain, fused] = [dense(new Graph()), dense(new Graph())]
    fuseBias(fused)
    removeUnused(fused)
    expect(operations(fused)).toEqual(['Gemm', 'Reshape', 'Identity'])
    const feeds = plain.inputs.map(({ shape }, index) =>
      givenTensor(
        'float32',
        shape,
        Array.from({ length: sizeOf(shape) }, (_, i) => i - index),
      ),
    )
    expect(await runGraph(fused, feeds)).toEqual(await runGraph(plain, feeds))
  })

  it('leaves a product alone that something else reads', () => {
    const graph = dense(new Graph())
    graph.output('product', graph.value(graph.nodes[0]?.outputs[0] as string))
    fuseBias(graph)
    expect(operations(graph)).toContain('Add')
  })
})

describe('steepSteps and reluFirst', () => {
  /** A dense layer on sequences, and the gradient of its relu. */
  const rectifiedDense = () => {
    const graph = new Graph()
    const [x, w] = [graph.input('x', [6, 4], 'float32'), graph.input('w', [4, 3], 'float32')]
    const product = graph.node('Gemm', [x, w], { shape: [6, 3], dtype: 'float32' })
    const type = { shape: [2, 3, 3], dtype: 'float32' as const }
    const split = graph.node('Reshape', [product, graph.int64s(type.shape)], type)
    graph.output('y', graph.node('Relu', [split], type))
    const large = graph.node('Mul', [split, graph.scalar(3.4028234663852886e38)], type)
    graph.output('step', graph.node('Clip', [large, graph.scalar(0), graph.scalar(1)], type))
    return graph
  }

  it('take the step from what relu gives, and relu next to the product', async () => {
    const [plain, changed] = [rectifiedDense(), rectifiedDense()]
    steepSteps(changed)
    removeUnused(changed)
    reluFirst(changed)
    removeUnused(changed)
    expect(operations(changed)).toEqual(['Gemm', 'Relu', 'Reshape', 'Identity', 'HardSigmoid', 'Identity'])
    const values = [-1, 0, 1e-30, -0, 5, 1e30, -1e-30, 2]
    const feeds = plain.inputs.map(({ shape }, index) =>
      givenTensor(
        'float32',
        shape,
        Array.from({ length: sizeOf(shape) }, (_, i) => values[(i * (index + 1)) % 8] as number),
      ),
    )
    expect(await runGraph(changed, feeds)).toEqual(await runGraph(plain, feeds))
  })
})
