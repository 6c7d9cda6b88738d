import type { Attributes } from '../graph/attributes'
import type { Graph } from '../graph/graph'
import { broadcastShape } from '../graph/shapes'
import type { Value, ValueType } from '../value'

/** Appends an operation whose operands broadcast; the result has the type of the last one unless told otherwise. */
export function elementwiseNode(
  graph: Graph,
  op: string,
  operands: readonly Value[],
  dtype: ValueType | undefined = operands.at(-1)?.dtype,
  attributes: Attributes = {},
): Value {
  const shape = operands.reduce<readonly number[]>((shape, value) => broadcastShape(shape, value.shape), [])
  return graph.node(op, operands, { shape, dtype: dtype ?? 'float32' }, { attributes })
}

/** `condition ? a : b`; ONNX Runtime has no Where of bools. */
export function chosen(graph: Graph, condition: Value, a: Value, b: Value): Value {
  if (a.dtype !== 'bool') return elementwiseNode(graph, 'Where', [condition, a, b])
  const left = elementwiseNode(graph, 'And', [condition, a])
  const right = elementwiseNode(graph, 'And', [elementwiseNode(graph, 'Not', [condition]), b])
  return elementwiseNode(graph, 'Or', [left, right])
}
