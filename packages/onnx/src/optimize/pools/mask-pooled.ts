import { composite } from '../../composite/composite'
import type { Graph, GraphNode } from '../../graph/graph'
import type { Value } from '../../value'
import { consumers, rebuild } from '../rebuild'

/** What the gradients of relu multiply by, made of an image element by element. */
const masks = new Set(['HardSigmoid', 'Sign', 'Cast'])

/**
 * Multiplies the gradient of a maximum pool by relu's step before it is spread over the windows: it only goes where the
 * image is what the pool gave, so the step of what the pool gave will do, and that is a fraction of the size.
 */
export function maskPooled(graph: Graph): void {
  const readers = consumers(graph)
  const readOnce = ({ name }: Value) => readers.get(name)?.length === 1
  rebuild(graph, ({ node, inputs: [a, b], result, madeBy }) => {
    if (node.op !== 'Mul' || a === undefined || b === undefined) return undefined
    const pair = [a, b].map((value) => ({ value, maker: madeBy(value) }))
    const spread = pair.find(({ value, maker }) => maker?.op === 'MaxPoolGradient' && readOnce(value))?.maker
    const mask = pair.find(({ maker }) => maker !== undefined && masks.has(maker.op))?.maker
    if (spread === undefined || mask === undefined) return undefined
    const [dy, image, pooled] = spread.inputs.map((name) => graph.value(name)) as [Value, Value, Value]
    const small = remade(graph, mask, image, pooled, madeBy)
    if (small === undefined) return undefined
    const masked = graph.node('Mul', [dy, small], dy)
    return composite(graph, 'MaxPoolGradient', [masked, image, pooled], result, spread.attributes)
  })
}

/** The same of what the pool gave: at most a comparison and a cast are between. */
function remade(
  graph: Graph,
  { op, domain, inputs, attributes }: GraphNode,
  image: Value,
  pooled: Value,
  madeBy: (value: Value) => GraphNode | undefined,
): Value | undefined {
  const [name = '', ...others] = inputs
  const options = { attributes, domain }
  if (name === image.name && others.length === 0) return graph.node(op, [pooled], pooled, options)
  const compared = madeBy(graph.value(name))
  const [left = '', limit = ''] = compared?.inputs ?? []
  if (op !== 'Cast' || compared?.op !== 'Greater' || left !== image.name) return undefined
  const bool = { shape: pooled.shape, dtype: 'bool' } as const
  if (graph.value(limit).shape.length > 0) return undefined
  return graph.node(op, [graph.node('Greater', [pooled, graph.value(limit)], bool)], pooled, options)
}
