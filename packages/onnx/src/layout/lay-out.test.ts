import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { composite } from '../composite/composite'
import { Graph } from '../graph/graph'
import { channelArithmetic } from '../optimize/channels/channel-arithmetic'
import { removeUnused } from '../optimize/remove-unused'
import { imageProgram, imageSteps } from '../optimize/testing/random-images'
import { blockSize } from '../testing/block-size'
import { expectNear } from '../testing/expect-near'
import type { GivenTensor } from '../testing/given-tensor'
import { runGraph } from '../testing/run-graph'
import { seededTensor } from '../testing/seeded-tensor'
import { poolInfo, windowCase } from '../testing/window-arbitraries'
import { windowAttributes, windowsOf, type Windows } from '../lowerings/conv-geometry'
import type { Value } from '../value'
import { layOut } from './lay-out'

let block: number

beforeAll(async () => {
  block = await blockSize()
})

/** Runs a graph as plain ONNX, and laid out with blocks. */
async function expectSame(graph: Graph): Promise<Graph> {
  const feeds = new Map(graph.inputs.map((input, index) => [input.name, seededTensor(input, index)]))
  const run = (given: Graph) =>
    runGraph(
      given,
      given.inputs.map(({ name }) => feeds.get(name) as GivenTensor),
    )
  const expected = await run(graph)
  const laid = layOut(graph.copy(), { block })
  removeUnused(laid)
  const actual = await run(laid)
  // Sums of many products, in another order.
  expected.forEach((result, index) => {
    const largest = Array.from(result.values).reduce((most, value) => Math.max(most, Math.abs(value)), 1)
    expectNear(actual[index] as GivenTensor, result, { relative: 1e-5, absolute: 1e-5 * largest })
  })
  return laid
}

const sizes = fc.record({
  batch: fc.constantFrom('one', 'few', 'block', 'more'),
  inputs: fc.constantFrom('one', 'few', 'block', 'blocks'),
  outputs: fc.constantFrom('few', 'block', 'blocks'),
})

const lengths = (name: string) =>
  ({ one: 1, few: 3, block, blocks: 2 * block, more: block + 3 })[name] as number

/** Windows over images of these sizes; a block is known only when the tests run. */
const windows = (dilated: boolean) =>
  fc.tuple(windowCase({ dilated }), sizes).map(([given, sizes]) => {
    return (): Windows => {
      return {
        ...windowsOf('Conv2D', poolInfo(given)),
        batch: lengths(sizes.batch),
        inChannels: lengths(sizes.inputs),
        outChannels: lengths(sizes.outputs),
      }
    }
  })

type Type = Pick<Value, 'shape' | 'dtype'>

const float = (...shape: number[]): Type => ({ shape, dtype: 'float32' })

/** A graph with inputs of these types, whose outputs `build` makes. */
function graphOf(types: readonly Type[], build: (graph: Graph, inputs: readonly Value[]) => Value[]): Graph {
  const graph = new Graph()
  const inputs = types.map(({ shape, dtype }, index) => graph.input(`x${index}`, shape, dtype))
  build(graph, inputs).forEach((value, index) => graph.output(`y${index}`, value))
  return graph
}

/** Tries what `build` makes of random windows. */
async function expectAlike(dilated: boolean, build: (windows: Windows, choice: boolean) => Graph) {
  await fc.assert(
    fc.asyncProperty(windows(dilated), fc.boolean(), async (windowsFor, choice) => {
      await expectSame(build(windowsFor(), choice))
    }),
  )
}

describe('layOut leaves images in the form of their convolutions', () => {
  const image = float(2, 4, 6, 0)
  const geometry = {
    kernel_shape: [3, 3],
    strides: [1, 1],
    dilations: [1, 1],
    pads: [1, 1, 1, 1],
    unread: [0, 0],
  }

  /** Two convolutions, a bias, relu, an average over each image in between, and the gradient of all. */
  function network(channels: number): Graph {
    const x = { ...image, shape: [...image.shape.slice(0, 3), channels] }
    return graphOf([x, float(3, 3, channels, channels), float(channels)], (graph, [xs, filter, bias]) => {
      const first = composite(graph, 'Convolution', [xs, filter], x, geometry)
      const biased = graph.node('Add', [first, bias], x)
      const means = graph.node('ReduceMean', [biased, graph.int64s([1, 2])], float(2, 1, 1, channels), {
        attributes: { keepdims: 1 },
      })
      const rectified = graph.node('Relu', [graph.node('Mul', [biased, means], x)], x)
      const second = composite(graph, 'Convolution', [rectified, filter], x, geometry)
      const positive = graph.node('Greater', [rectified, graph.scalar(0)], { shape: x.shape, dtype: 'bool' })
      const dy = graph.node('Where', [positive, second, graph.scalar(0)], x)
      const dx = composite(graph, 'ConvolutionInputGradient', [dy, filter], x, geometry)
      return [
        dx,
        graph.node('ReduceSum', [dy, graph.int64s([0, 1, 2])], float(channels), {
          attributes: { keepdims: 0 },
        }),
      ]
    })
  }

  const moves = ({ nodes }: Graph) =>
    nodes.filter(
      ({ op, attributes }) => op.startsWith('Reorder') || (attributes['perm'] as number[])?.length === 4,
    )

  it('blocked, once there and once back', async () => {
    const laid = await expectSame(network(2 * block))
    expect(moves(laid).map(({ op }) => op)).toEqual(['ReorderInput', 'ReorderOutput'])
  })

  it('as ONNX has them, once there and once back', () => {
    const laid = layOut(network(3))
    removeUnused(laid)
    const images = moves(laid).filter(({ inputs: [name = ''] }) => laid.value(name).shape[0] === 2)
    expect(images.map(({ attributes }) => attributes['perm'])).toEqual([
      [0, 3, 1, 2],
      [0, 2, 3, 1],
    ])
  })

  it('each pixel by itself as a matrix product, without any change', () => {
    const x = float(2, 4, 6, 32)
    const pixel = { ...geometry, kernel_shape: [1, 1], pads: [0, 0, 0, 0] }
    const graph = graphOf([x, float(1, 1, 32, 32)], (graph, inputs) => [
      composite(graph, 'Convolution', inputs, x, pixel),
      composite(graph, 'ConvolutionInputGradient', inputs, x, pixel),
    ])
    const ops = layOut(graph, { block: 16 }).nodes.map(({ op }) => op)
    expect(ops.filter((op) => op !== 'Reshape')).toEqual(['Gemm', 'Gemm', 'Identity', 'Identity'])
  })
})

describe('layOut gives what plain ONNX gives', () => {
  it('for convolutions, with all that may follow in one node', () =>
    expectAlike(true, (windows, depthwise) => {
      const { batch, image, inChannels, kernel, out } = windows
      const channels = depthwise ? inChannels : windows.outChannels
      const result = float(batch, ...out, channels)
      const filter = float(...kernel, inChannels, depthwise ? 1 : channels)
      const types = [float(batch, ...image, inChannels), filter, float(channels), result]
      const attributes = { ...windowAttributes(windows), depthwise: Number(depthwise), activation: 'Relu' }
      return graphOf(types, (graph, inputs) => [composite(graph, 'Convolution', inputs, result, attributes)])
    }))

  it('for the gradients of convolutions', () =>
    expectAlike(false, (windows, depthwise) => {
      const { batch, image, inChannels, kernel, out } = windows
      const channels = depthwise ? inChannels : windows.outChannels
      const x = float(batch, ...image, inChannels)
      const filter = float(...kernel, inChannels, depthwise ? 1 : channels)
      const attributes = { ...windowAttributes(windows), depthwise: Number(depthwise) }
      return graphOf([x, filter, float(batch, ...out, channels)], (graph, inputs) => {
        const [xs, filters, dy] = inputs
        return [
          composite(graph, 'ConvolutionFilterGradient', [xs, dy], filter, attributes),
          composite(graph, 'ConvolutionInputGradient', [dy, filters], x, attributes),
        ]
      })
    }))

  it('for pools and their gradients', () =>
    expectAlike(false, (windows) => {
      const { batch, image, inChannels, kernel, out, pads } = windows
      fc.pre(pads.every((pad, side) => pad < (kernel[side % 2] as number)))
      const x = float(batch, ...image, inChannels)
      const pooled = float(batch, ...out, inChannels)
      const attributes = windowAttributes(windows)
      return graphOf([x, pooled], (graph, [xs, dy]) => {
        const maximum = composite(graph, 'MaxPool', [xs], pooled, attributes)
        return [
          maximum,
          composite(graph, 'AveragePool', [xs], pooled, attributes),
          composite(graph, 'MaxPoolGradient', [dy, xs, maximum], x, attributes),
        ]
      })
    }))

  it('for pools whose windows lie side by side', () =>
    expectAlike(false, (windows) => {
      const { batch, inChannels, kernel, out } = windows
      // A row that no window reaches, where a window of its own would not fit there.
      const unread = Math.min(1, kernel[0] - 1)
      const sides = [out[0] * kernel[0] + unread, out[1] * kernel[1]]
      const x = float(batch, ...sides, inChannels)
      const pooled = float(batch, ...out, inChannels)
      const tiles = { kernel_shape: kernel, strides: kernel, dilations: [1, 1], pads: [0, 0, 0, 0] }
      const attributes = { ...tiles, unread: [unread, 0] }
      return graphOf([x, pooled], (graph, [xs, dy]) => {
        const maximum = composite(graph, 'MaxPool', [xs], pooled, attributes)
        return [
          composite(graph, 'MaxPoolGradient', [dy, xs, maximum], x, attributes),
          composite(graph, 'AveragePoolGradient', [dy], x, attributes),
          composite(
            graph,
            'AveragePoolGradient',
            [composite(graph, 'MaxPool', [xs], pooled, attributes)],
            x,
            attributes,
          ),
        ]
      })
    }))

  it('for random programs on images, before and after the other passes', async () => {
    await fc.assert(
      fc.asyncProperty(imageSteps, fc.constantFrom('few', 'block', 'blocks'), async (steps, channels) => {
        await expectSame(imageProgram(steps, lengths(channels)))
        const graph = imageProgram(steps, lengths(channels))
        channelArithmetic(graph)
        await expectSame(graph)
      }),
    )
  })
})
