import { Pow, type BinaryInputs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { broadcastShape, sameShape } from '../graph/shapes'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { acceptsAlike } from './accepts'
import { converted } from './converted'
import { elementwiseNode } from './elementwise-node'

type Pair = Record<keyof BinaryInputs, Value>

export const powers: LoweringTable = {
  [Pow]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
    acceptsAlike(Pow, ['float32', 'int32'], a, b)
    if (a.dtype === 'int32') return wholePower(graph, a, b)
    const exponent = onlyNumber(graph, b)
    if (exponent !== undefined && Number.isFinite(exponent)) return fixedPower(graph, a, b, exponent)
    const power = elementwiseNode(graph, 'Pow', [a, b])
    const base = onlyNumber(graph, a)
    return base !== undefined && Math.abs(base) !== 1 ? power : withoutOnes(graph, a, b, power)
  }),
}

/** The number of a constant that has no other. */
function onlyNumber(graph: Graph, value: Value): number | undefined {
  const values = graph.valuesOf(value)
  return values?.length === 1 ? Number(values[0]) : undefined
}

/** Common exponents have faster operations. */
function fixedPower(graph: Graph, a: Value, b: Value, exponent: number): Value {
  const keepsShape = sameShape(broadcastShape(a.shape, b.shape), a.shape)
  if (keepsShape && exponent === 1) return a
  if (keepsShape && exponent === 2) return graph.node('Mul', [a, a], a)
  if (keepsShape && exponent === -1) return graph.node('Reciprocal', [a], a)
  return elementwiseNode(graph, 'Pow', [a, b])
}

/** In 64 bits, of which the lower half is kept, as TensorFlow.js's arrays do. */
function wholePower(graph: Graph, a: Value, b: Value): Value {
  const wide = (value: Value) => converted(graph, value, 'int64')
  return converted(graph, elementwiseNode(graph, 'Pow', [wide(a), wide(b)]), 'int32')
}

/** A base of 1 or −1 gives NaN in JavaScript where the exponent is infinite or NaN; elsewhere it does not. */
function withoutOnes(graph: Graph, a: Value, b: Value, power: Value): Value {
  const one = graph.scalar(1)
  const isOne = elementwiseNode(graph, 'Equal', [graph.node('Abs', [a], a), one], 'bool')
  const finite = elementwiseNode(graph, 'Add', [elementwiseNode(graph, 'Mul', [b, graph.scalar(0)]), one])
  return elementwiseNode(graph, 'Where', [isOne, elementwiseNode(graph, 'Mul', [power, finite]), power])
}
