import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composite, isComposite } from '../../composite/composite'
import { Graph } from '../../graph/graph'
import { sizeOf } from '../../graph/shapes'
import { expectNear } from '../../testing/expect-near'
import { givenTensor, type GivenTensor } from '../../testing/given-tensor'
import { runGraph } from '../../testing/run-graph'
import { seededTensor } from '../../testing/seeded-tensor'
import type { Value } from '../../value'
import { removeUnused } from '../remove-unused'
import { imageProgram, imageSteps } from '../testing/random-images'
import { channelArithmetic } from './channel-arithmetic'

const image = { shape: [4, 3, 5, 2], dtype: 'float32' } as const
const vector = { shape: [2], dtype: 'float32' } as const

/** The composite operations, in order. */
function composites(graph: Graph): string[] {
  removeUnused(graph)
  return graph.nodes.filter(isComposite).map(({ op }) => op)
}

/** How many nodes compute an image from images with operations of ONNX. */
function plainImages(graph: Graph): number {
  return graph.nodes.filter(
    (node) =>
      !isComposite(node) && node.op !== 'Identity' && sizeOf(graph.value(node.outputs[0] ?? '').shape) > 2,
  ).length
}

/** Inputs, a pool that says that these are images, and mean and variance as TensorFlow.js takes them. */
function withMoments() {
  const graph = new Graph()
  const given = graph.input('x', image.shape, 'float32')
  const pool = {
    kernel_shape: [1, 1],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    unread: [0, 0],
  }
  const x = composite(graph, 'MaxPool', [given], image, pool)
  const reduced = (op: string, of: Value) =>
    graph.node(op, [of, graph.int64s([0, 1, 2])], vector, { attributes: { keepdims: 0 } })
  const mean = reduced('ReduceMean', x)
  const shape = [1, 1, 1, 2]
  const seen = graph.node('Reshape', [mean, graph.int64s(shape)], { shape, dtype: 'float32' })
  const rest = graph.node('Sub', [x, seen], image)
  const variance = reduced('ReduceMean', graph.node('Mul', [rest, rest], image))
  return { graph, x, mean, variance, reduced }
}

describe('channelArithmetic', () => {
  it('changes no result of a random program', async () => {
    await fc.assert(
      fc.asyncProperty(imageSteps, async (steps) => {
        const [plain, changed] = [imageProgram(steps, 3), imageProgram(steps, 3)]
        channelArithmetic(changed)
        const feeds = plain.inputs.map((input, index) => seededTensor(input, index))
        const [expected, actual] = [await runGraph(plain, feeds), await runGraph(changed, feeds)]
        expected.forEach((result, index) => {
          // The same sums in another order: roundings of the largest numbers remain.
          const largest = Math.max(1, ...Array.from(result.values, Math.abs))
          expectNear(actual[index] as GivenTensor, result, { relative: 1e-5, absolute: 1e-5 * largest })
        })
      }),
      { numRuns: 300 },
    )
  })

  it('normalises in two passes, and rectifies in the second', () => {
    const { graph, x, mean, variance } = withMoments()
    const scale = graph.input('scale', [2], 'float32')
    const offset = graph.input('offset', [2], 'float32')
    const spread = graph.node('Sqrt', [variance], vector)
    const normal = graph.node(
      'Mul',
      [graph.node('Sub', [x, mean], image), graph.node('Div', [scale, spread], vector)],
      image,
    )
    graph.output('y', graph.node('Relu', [graph.node('Add', [normal, offset], image)], image))
    channelArithmetic(graph)
    // The sum for the mean, what is left without it, its squares for the variance, and all the rest.
    expect(composites(graph)).toEqual(['MaxPool', 'ChannelSum', 'ChannelScale', 'ChannelDot', 'ChannelScale'])
    expect(graph.nodes.findLast(isComposite)?.attributes).toEqual({ activation: 'Relu' })
    expect(plainImages(graph)).toBe(0)
  })

  it('takes the variance from what is left without the mean', async () => {
    const { graph, variance } = withMoments()
    graph.output('variance', variance)
    channelArithmetic(graph)
    // A mean a thousand times the spread: of squares in float32, nothing would be left.
    const values = Float32Array.from(
      { length: sizeOf(image.shape) },
      (_, place) => 1000 + (place % 4 < 2 ? 0.5 : -0.5),
    )
    const [result] = await runGraph(graph, [givenTensor('float32', image.shape, values)])
    expect(Array.from(result?.values ?? [])).toEqual([0.25, 0.25])
  })

  it('sums a gradient and its product with an image once, whatever is made of the sums', () => {
    const { graph, x, mean, reduced } = withMoments()
    const dy = graph.input('dy', image.shape, 'float32')
    const scale = graph.input('scale', [2], 'float32')
    const rest = graph.node('Sub', [x, mean], image)
    const scaled = graph.node('Mul', [dy, scale], image)
    graph.output('a', reduced('ReduceSum', dy))
    graph.output('b', reduced('ReduceSum', scaled))
    graph.output('c', reduced('ReduceSum', graph.node('Mul', [rest, scaled], image)))
    graph.output(
      'd',
      reduced('ReduceSum', graph.node('Mul', [dy, graph.node('Mul', [rest, scale], image)], image)),
    )
    graph.output('e', reduced('ReduceSum', rest))
    channelArithmetic(graph)
    expect(composites(graph)).toEqual(['MaxPool', 'ChannelSum', 'ChannelScale', 'ChannelSum', 'ChannelDot'])
    expect(plainImages(graph)).toBe(0)
  })

  it('computes a sum of images that is read twice once', () => {
    const graph = new Graph()
    const [x, y] = [graph.input('x', image.shape, 'float32'), graph.input('y', image.shape, 'float32')]
    const sum = graph.node('Add', [x, y], image)
    const pool = {
      kernel_shape: [1, 1],
      strides: [1, 1],
      dilations: [1, 1],
      pads: [0, 0, 0, 0],
      unread: [0, 0],
    }
    graph.output('a', composite(graph, 'MaxPool', [graph.node('Add', [sum, x], image)], image, pool))
    graph.output('b', composite(graph, 'MaxPool', [graph.node('Add', [sum, y], image)], image, pool))
    channelArithmetic(graph)
    expect(composites(graph).filter((op) => op === 'ChannelScale')).toHaveLength(3)
  })

  it('leaves graphs without images alone', () => {
    const graph = new Graph()
    const [x, v] = [graph.input('x', image.shape, 'float32'), graph.input('v', [2], 'float32')]
    graph.output('y', graph.node('Mul', [graph.node('Add', [x, v], image), v], image))
    channelArithmetic(graph)
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Add', 'Mul', 'Identity'])
  })
})
