import {
  Cast,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  NotEqual,
  Select,
  upcastType,
  type BinaryInputs,
  type CastAttrs,
  type DataType,
  type SelectInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { sameShape } from '../graph/shapes'
import { cannotLower, lowering, type Lowering, type LoweringTable } from '../lowering'
import { valueType, type Value, type ValueType } from '../value'
import { accepts, acceptsAlike } from './accepts'
import { converted } from './converted'
import { chosen, elementwiseNode } from './elementwise-node'

type Pair = Record<keyof BinaryInputs, Value>

const anyType: readonly ValueType[] = ['float32', 'int32', 'bool']

/** A kernel of two operands that gives bools. */
function comparison(
  kernel: string,
  lower: (graph: Graph, a: Value, b: Value) => Value,
): Record<string, Lowering> {
  return {
    [kernel]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
      acceptsAlike(kernel, anyType, a, b)
      return lower(graph, a, b)
    }),
  }
}

/** ONNX has no order of bools. */
function order(kernel: string, op: string): Record<string, Lowering> {
  return comparison(kernel, (graph, a, b) => {
    const number = (value: Value) => (value.dtype === 'bool' ? converted(graph, value, 'int32') : value)
    return elementwiseNode(graph, op, [number(a), number(b)], 'bool')
  })
}

function logical(kernel: string, op: string): Record<string, Lowering> {
  return {
    [kernel]: lowering<Pair>(({ inputs: { a, b }, graph }) => {
      accepts(kernel, ['bool'], a, b)
      return elementwiseNode(graph, op, [a, b])
    }),
  }
}

/** Comparisons, what is done with their results, and conversions to and from them. */
export const comparisons: LoweringTable = {
  ...comparison(Equal, (graph, a, b) => elementwiseNode(graph, 'Equal', [a, b], 'bool')),
  ...comparison(NotEqual, (graph, a, b) => {
    const equal = elementwiseNode(graph, 'Equal', [a, b], 'bool')
    return graph.node('Not', [equal], equal)
  }),
  ...order(Greater, 'Greater'),
  ...order(GreaterEqual, 'GreaterOrEqual'),
  ...order(Less, 'Less'),
  ...order(LessEqual, 'LessOrEqual'),
  ...logical(LogicalAnd, 'And'),
  ...logical(LogicalOr, 'Or'),
  [LogicalNot]: lowering<{ x: Value }>(({ inputs: { x }, graph }) => {
    accepts(LogicalNot, ['bool'], x)
    return graph.node('Not', [x], x)
  }),
  [Select]: lowering<Record<keyof SelectInputs, Value>>(({ inputs: { condition, t, e }, graph }) => {
    accepts(Select, ['bool'], condition)
    // TensorFlow.js's operation gives all three the same shape before.
    if (!sameShape(condition.shape, t.shape)) throw cannotLower(Select, 'a condition of another shape')
    const dtype = upcastType(t.dtype as DataType, e.dtype as DataType) as ValueType
    return chosen(graph, condition, converted(graph, t, dtype), converted(graph, e, dtype))
  }),
  [Cast]: lowering<{ x: Value }, CastAttrs>(({ inputs: { x }, attrs, graph }) => {
    const dtype = valueType(attrs.dtype)
    if (dtype === undefined) throw cannotLower(Cast, `to ${attrs.dtype}`)
    return converted(graph, x, dtype)
  }),
}
