import { LRN, LRNGrad, type LRNAttrs, type LRNGradInputs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { elementwiseNode } from './elementwise-node'

/** Normalization over neighbouring channels: x · (bias + alpha · Σ x²)^(−beta). */
export const lrn: LoweringTable = {
  [LRN]: lowering<{ x: Value }, LRNAttrs>(({ inputs: { x }, attrs, graph }) => {
    accepts(LRN, ['float32'], x)
    const norm = normOf(graph, x, attrs)
    return graph.node('Mul', [x, elementwiseNode(graph, 'Pow', [norm, graph.scalar(-attrs.beta)])], x)
  }),
  [LRNGrad]: lowering<Record<keyof LRNGradInputs, Value>, LRNAttrs>(
    ({ inputs: { x, y, dy }, attrs, graph }) => {
      accepts(LRNGrad, ['float32'], x, y, dy)
      const { alpha, beta, depthRadius } = attrs
      const node = (op: string, ...operands: Value[]) => elementwiseNode(graph, op, operands)
      const norm = normOf(graph, x, attrs)
      const direct = node('Mul', dy, node('Pow', norm, graph.scalar(-beta)))
      const shares = nearbySum(graph, node('Div', node('Mul', dy, y), norm), depthRadius)
      const indirect = node('Mul', node('Mul', x, graph.scalar(-2 * alpha * beta)), shares)
      return node('Add', direct, indirect)
    },
  ),
}

function normOf(graph: Graph, x: Value, { depthRadius, bias, alpha }: LRNAttrs): Value {
  const squares = nearbySum(graph, graph.node('Mul', [x, x], x), depthRadius)
  const scaled = elementwiseNode(graph, 'Mul', [squares, graph.scalar(alpha)])
  return elementwiseNode(graph, 'Add', [scaled, graph.scalar(bias)])
}

/** For each channel the sum of those at most `radius` away: a product with a matrix of ones about its diagonal. */
function nearbySum(graph: Graph, x: Value, radius: number): Value {
  const channels = x.shape.at(-1) as number
  const band = Float32Array.from({ length: channels ** 2 }, (_, index) =>
    Math.abs(Math.floor(index / channels) - (index % channels)) <= radius ? 1 : 0,
  )
  return graph.node('MatMul', [x, graph.constant(band, [channels, channels], 'float32')], x)
}
