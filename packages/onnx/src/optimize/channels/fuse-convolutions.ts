import { composite } from '../../composite/composite'
import type { Graph, GraphNode } from '../../graph/graph'
import { sizeOf } from '../../graph/shapes'
import type { Value } from '../../value'
import { consumers, rebuild } from '../rebuild'

/**
 * Lets a convolution scale, shift, add to and rectify its own result, where nothing else reads that: it writes its result
 * once instead of twice. A scale goes into the filter.
 */
export function fuseConvolutions(graph: Graph): void {
  const readers = consumers(graph)
  const given = new Set(graph.outputs.map(({ name }) => name))
  rebuild(graph, ({ node, inputs: [x, scale, offset, addend], result, madeBy }) => {
    if (node.op !== 'ChannelScale' || x === undefined) return undefined
    const fusible = (value: Value | undefined): GraphNode | undefined => {
      const maker = value && madeBy(value)
      const alone = value && readers.get(value.name)?.length === 1 && !given.has(value.name)
      return alone === true && maker !== undefined && isPlain(maker) ? maker : undefined
    }
    const own = fusible(x)
    const other = own === undefined && scale === undefined ? fusible(addend) : undefined
    const convolution = own ?? other
    if (convolution === undefined) return undefined
    const [image, filter] = convolution.inputs.map((name) => graph.value(name)) as [Value, Value]
    return composite(
      graph,
      'Convolution',
      [image, scaledFilter(graph, filter, scale), offset, own === undefined ? x : addend],
      result,
      { ...convolution.attributes, ...node.attributes },
    )
  })
}

/** A convolution that does nothing else yet. */
function isPlain({ op, inputs, attributes }: GraphNode): boolean {
  return op === 'Convolution' && inputs.length === 2 && attributes['activation'] === undefined
}

function scaledFilter(graph: Graph, filter: Value, scale: Value | undefined): Value {
  if (scale === undefined) return filter
  const [inputs = 1, outputs = 1] = filter.shape.slice(2)
  // The filter of a depthwise convolution has its channels on two axes.
  const shape = sizeOf(scale.shape) === outputs ? [outputs] : [inputs, outputs]
  const seen = graph.node('Reshape', [scale, graph.int64s(shape)], { shape, dtype: 'float32' })
  return graph.node('Mul', [filter, seen], filter)
}
