import { describe, expect, it } from 'vitest'
import { composite } from '../../composite/composite'
import { Graph } from '../../graph/graph'
import { expectNear } from '../../testing/expect-near'
import type { GivenTensor } from '../../testing/given-tensor'
import { runGraph } from '../../testing/run-graph'
import { seededTensor } from '../../testing/seeded-tensor'
import type { Value } from '../../value'
import { removeUnused } from '../remove-unused'
import { fuseConvolutions } from './fuse-convolutions'

const image = { shape: [2, 3, 4, 4], dtype: 'float32' } as const
const geometry = {
  kernel_shape: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [1, 1, 1, 1],
  unread: [0, 0],
}

/** A convolution and what `build` makes of its result. */
function network(
  build: (
    graph: Graph,
    convolved: Value,
    values: { readonly [Name in 'scale' | 'offset' | 'other']: Value },
  ) => Value,
  depthwise = false,
): Graph {
  const graph = new Graph()
  const x = graph.input('x', image.shape, 'float32')
  const filter = graph.input('filter', depthwise ? [3, 3, 4, 1] : [3, 3, 4, 4], 'float32')
  const scale = graph.input('scale', [4], 'float32')
  const offset = graph.input('offset', [4], 'float32')
  const other = graph.input('other', image.shape, 'float32')
  const attributes = { ...geometry, depthwise: Number(depthwise) }
  const convolved = composite(graph, 'Convolution', [x, filter], image, attributes)
  graph.output('y', build(graph, convolved, { scale, offset, other }))
  return graph
}

/** Which operations are left after the pass; the results have to be those before it. */
async function operations(build: () => Graph): Promise<string[]> {
  const [plain, fused] = [build(), build()]
  fuseConvolutions(fused)
  const feeds = plain.inputs.map((input, index) => seededTensor(input, index))
  const [expected, actual] = [await runGraph(plain, feeds), await runGraph(fused, feeds)]
  expected.forEach((result, index) => {
    expectNear(actual[index] as GivenTensor, result, { relative: 1e-5, absolute: 1e-2 })
  })
  removeUnused(fused)
  return fused.nodes.map(({ op }) => op)
}

const rectified = { activation: 'Relu' }

describe('fuseConvolutions', () => {
  it('takes in all that follows', async () => {
    const build = (depthwise: boolean) => () =>
      network(
        (graph, convolved, { scale, offset, other }) =>
          composite(graph, 'ChannelScale', [convolved, scale, offset, other], image, rectified),
        depthwise,
      )
    expect(await operations(build(false))).toEqual(['Reshape', 'Mul', 'Convolution', 'Identity'])
    expect(await operations(build(true))).toEqual(['Reshape', 'Mul', 'Convolution', 'Identity'])
  })

  it('adds another image, whichever way round the sum is written', async () => {
    const build = () =>
      network((graph, convolved, { offset, other }) =>
        composite(graph, 'ChannelScale', [other, undefined, offset, convolved], image, rectified),
      )
    expect(await operations(build)).toEqual(['Convolution', 'Identity'])
  })

  it('leaves alone what is scaled with another image to be added unscaled', async () => {
    const build = () =>
      network((graph, convolved, { scale, other }) =>
        composite(graph, 'ChannelScale', [other, scale, undefined, convolved], image),
      )
    expect(await operations(build)).toEqual(['Convolution', 'ChannelScale', 'Identity'])
  })

  it('leaves alone what something else reads as well', async () => {
    const build = () =>
      network((graph, convolved, { offset }) => {
        graph.output('convolved', convolved)
        return composite(graph, 'ChannelScale', [convolved, undefined, offset], image)
      })
    expect(await operations(build)).toEqual(['Convolution', 'Identity', 'ChannelScale', 'Identity'])
  })
})
