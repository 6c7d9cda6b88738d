import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import { composite } from '../composite/composite'
import { Graph } from '../graph/graph'
import { removeUnused } from '../optimize/remove-unused'
import { blockSize } from '../testing/block-size'
import { expectNear } from '../testing/expect-near'
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
  const feeds = graph.inputs.map((input, index) => seededTensor(input, index))
  const expected = await runGraph(graph, feeds)
  const laid = layOut(graph.copy(), { block })
  removeUnused(laid)
  const actual = await runGraph(laid, feeds)
  // Sums of many products, in another order.
  actual.forEach((result, index) => expectNear(result, expected[index]!, { relative: 1e-5, absolute: 1e-4 }))
  return laid
}

const sizes = fc.record({
  batch: fc.constantFrom('one', 'few', 'block'),
  inputs: fc.constantFrom('one', 'few', 'block', 'blocks'),
  outputs: fc.constantFrom('few', 'block', 'blocks'),
})

const lengths = (name: string) => ({ one: 1, few: 3, block, blocks: 2 * block })[name] as number

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
async function holds(dilated: boolean, build: (windows: Windows, choice: boolean) => Graph) {
  await fc.assert(
    fc.asyncProperty(windows(dilated), fc.boolean(), async (windowsFor, choice) => {
      await expectSame(build(windowsFor(), choice))
    }),
  )
}

describe('layOut gives what plain ONNX gives', () => {
  it('for convolutions, with all that may follow in one node', () =>
    holds(true, (windows, depthwise) => {
      const { batch, image, inChannels, kernel, out } = windows
      const channels = depthwise ? inChannels : windows.outChannels
      const result = float(batch, ...out, channels)
      const filter = float(...kernel, inChannels, depthwise ? 1 : channels)
      const types = [float(batch, ...image, inChannels), filter, float(channels), result]
      const attributes = { ...windowAttributes(windows), depthwise: Number(depthwise), activation: 'Relu' }
      return graphOf(types, (graph, inputs) => [composite(graph, 'Convolution', inputs, result, attributes)])
    }))

  it('for the gradients of convolutions', () =>
    holds(false, (windows, depthwise) => {
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
    holds(false, (windows) => {
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
    holds(false, (windows) => {
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
})
