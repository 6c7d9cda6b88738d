import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { composite } from '../../composite/composite'
import { float } from '../../graph/attributes'
import { Graph } from '../../graph/graph'
import { layOut } from '../../layout/lay-out'
import { blockSize } from '../../testing/block-size'
import { expectNear } from '../../testing/expect-near'
import type { GivenTensor } from '../../testing/given-tensor'
import { runGraph } from '../../testing/run-graph'
import { seededTensor } from '../../testing/seeded-tensor'
import { removeUnused } from '../remove-unused'
import { maskPooled } from './mask-pooled'
import { poolInParts } from './pool-in-parts'

let block: number

beforeAll(async () => {
  block = await blockSize()
})

interface Sizes {
  readonly inputs: number
  readonly outputs: number
  readonly kernel: number
  readonly stride: number
  readonly pad: number
  readonly window: number
}

/** A convolution, relu, a maximum pool, and all their gradients, as TensorFlow.js has them. */
function network({ inputs, outputs, kernel, stride, pad, window }: Sizes, steep = true): Graph {
  const graph = new Graph()
  // Two windows of the pool, and what the last one's pixels need.
  const out = 2 * window
  const side = (out - 1) * stride + kernel - 2 * pad
  const shaped = (...shape: number[]) => ({ shape, dtype: 'float32' }) as const
  const [image, convolved, pooled] = [
    shaped(2, side, side, inputs),
    shaped(2, out, out, outputs),
    shaped(2, 2, 2, outputs),
  ]
  const x = graph.input('x', image.shape, 'float32')
  const filter = graph.input('filter', [kernel, kernel, inputs, outputs], 'float32')
  const bias = graph.input('bias', [outputs], 'float32')
  const dy = graph.input('dy', pooled.shape, 'float32')
  const geometry = {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    dilations: [1, 1],
    pads: [pad, pad, pad, pad],
    unread: [0, 0],
  }
  const windows = {
    kernel_shape: [window, window],
    strides: [window, window],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    unread: [0, 0],
  }
  const relu = { ...geometry, activation: 'Relu' }
  const y = composite(graph, 'Convolution', [x, filter, bias], convolved, relu)
  const maximum = composite(graph, 'MaxPool', [y], pooled, windows)
  const spread = composite(graph, 'MaxPoolGradient', [dy, y, maximum], convolved, windows)
  const positive = () => graph.node('Greater', [y, graph.scalar(0)], { ...convolved, dtype: 'bool' })
  const step = steep
    ? graph.node('HardSigmoid', [y], y, { attributes: { alpha: float(3.4e38), beta: float(0) } })
    : graph.node('Cast', [positive()], y, { attributes: { to: 1 } })
  const masked = graph.node('Mul', [spread, step], convolved)
  graph.output('pooled', maximum)
  graph.output('bias gradient', composite(graph, 'ChannelSum', [masked], shaped(outputs)))
  graph.output(
    'filter gradient',
    composite(graph, 'ConvolutionFilterGradient', [x, masked], filter, geometry),
  )
  graph.output(
    'image gradient',
    composite(graph, 'ConvolutionInputGradient', [masked, filter], image, geometry),
  )
  return graph
}

const ops = (graph: Graph) => {
  removeUnused(graph)
  return graph.nodes.map(({ op }) => op)
}

/** Three by three, padded, in front of a pool of two by two. */
const usual: Sizes = { inputs: 3, outputs: 4, kernel: 3, stride: 1, pad: 1, window: 2 }

describe('what is done about maximum pools', () => {
  it('changes no result', async () => {
    const sizes = fc.record({
      inputs: fc.constantFrom('1', '3', 'block'),
      outputs: fc.constantFrom('4', 'block'),
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 2 }),
      pad: fc.nat({ max: 1 }),
      window: fc.integer({ min: 1, max: 3 }),
      steep: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(sizes, async ({ steep, ...given }) => {
        fc.pre(given.pad < given.kernel)
        const channels = (name: string) => (name === 'block' ? block : Number(name))
        const exact = { ...given, inputs: channels(given.inputs), outputs: channels(given.outputs) }
        const [plain, changed] = [network(exact, steep), network(exact, steep)]
        maskPooled(changed)
        removeUnused(changed)
        poolInParts(changed, { block })
        const feeds = plain.inputs.map((input, index) => seededTensor(input, index))
        const expected = await runGraph(plain, feeds)
        const actual = await runGraph(layOut(changed, { block }), feeds)
        expected.forEach((result, index) => {
          expectNear(actual[index] as GivenTensor, result, { relative: 1e-5, absolute: 1e-2 })
        })
      }),
    )
  })

  it('takes the step of relu from what the pool gave', () => {
    const graph = network(usual)
    maskPooled(graph)
    removeUnused(graph)
    const step = graph.nodes.find(({ op }) => op === 'HardSigmoid')
    expect(graph.value(step?.inputs[0] ?? '').shape).toEqual([2, 2, 2, 4])
  })

  it('needs no windows taken apart, and no whole gradient for a bias or for a filter over few channels', () => {
    const graph = network(usual)
    graph.nodes.splice(-1)
    graph.outputs.splice(-1)
    graph.nodes.splice(-1)
    maskPooled(graph)
    removeUnused(graph)
    poolInParts(graph, { block: 16 })
    const left = ops(graph)
    expect(left.filter((op) => op === 'Convolution')).toHaveLength(4)
    expect(left.filter((op) => op.startsWith('MaxPool') || op === 'Interleave')).toEqual([])
  })

  it('leaves a convolution whole where there are no blocks, or where something else reads it', () => {
    const graph = network(usual)
    poolInParts(graph, {})
    expect(ops(graph)).toContain('MaxPool')
    const read = network(usual)
    read.output('convolved', read.value(read.nodes[0]?.outputs[0] ?? ''))
    poolInParts(read, { block: 16 })
    expect(ops(read)).toContain('MaxPool')
  })

  it('leaves a convolution whole whose second window begins inside the image', () => {
    const graph = network({ ...usual, pad: 0 })
    maskPooled(graph)
    removeUnused(graph)
    poolInParts(graph, { block: 16 })
    expect(ops(graph)).toContain('MaxPool')
  })
})
