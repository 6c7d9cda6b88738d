import { Atan2, type BinaryInputs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { elementwiseNode } from './elementwise-node'

type Pair = Record<keyof BinaryInputs, Value>

export const arctangents: LoweringTable = {
  [Atan2]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
    accepts(Atan2, ['float32'], a, b)
    return angle(graph, a, b)
  }),
}

/**
 * The angle of the point (x, y), from that of the smaller coordinate over the larger one, which is between 0 and π/4:
 * mirrored at the diagonal where y is larger, at the y axis where x is negative, at the x axis where y is.
 */
function angle(graph: Graph, y: Value, x: Value): Value {
  const node = (op: string, ...operands: Value[]) => elementwiseNode(graph, op, operands)
  const test = (op: string, ...operands: Value[]) => elementwiseNode(graph, op, operands, 'bool')
  const height = node('Abs', y)
  const width = node('Abs', x)
  const smaller = node('Min', height, width)
  const larger = node('Max', height, width)
  // 0/0 is to be 0, ∞/∞ is to be 1; equal sizes are 1 anyway.
  const ratio = node(
    'Where',
    test('Equal', height, width),
    clampedOne(graph, larger),
    node('Div', smaller, larger),
  )
  const acute = node('Atan', ratio)
  const quarter = node(
    'Where',
    test('Greater', height, width),
    node('Sub', graph.scalar(Math.PI / 2), acute),
    acute,
  )
  const half = node('Where', isNegative(graph, x), node('Sub', graph.scalar(Math.PI), quarter), quarter)
  return node('Where', isNegative(graph, y), node('Mul', half, graph.scalar(-1)), half)
}

/** 0 for 0, 1 for everything larger. */
function clampedOne(graph: Graph, size: Value): Value {
  const positive = elementwiseNode(graph, 'Greater', [size, graph.scalar(0)], 'bool')
  return elementwiseNode(graph, 'Where', [positive, graph.scalar(1), graph.scalar(0)])
}

/** −0 is negative here: its reciprocal is. */
function isNegative(graph: Graph, x: Value): Value {
  const zero = graph.scalar(0)
  const below = elementwiseNode(graph, 'Less', [x, zero], 'bool')
  const under = elementwiseNode(graph, 'Less', [graph.node('Reciprocal', [x], x), zero], 'bool')
  return elementwiseNode(graph, 'Or', [below, under])
}
