import type { Graph } from '../graph/graph'
import type { Value } from '../value'

/** The value with its axes in another order. */
export function transposed(graph: Graph, value: Value, perm: readonly number[]): Value {
  const shape = perm.map((axis) => value.shape[axis] as number)
  return graph.node('Transpose', [value], { shape, dtype: value.dtype }, { attributes: { perm } })
}

/** The value with another shape of the same size. */
export function reshaped(graph: Graph, value: Value, shape: readonly number[]): Value {
  return graph.node('Reshape', [value, graph.int64s(shape)], { shape, dtype: value.dtype })
}

/** `[B, H, W, C]` as `[B, C, H, W]`. */
export function channelsFirst(graph: Graph, value: Value): Value {
  return transposed(graph, value, [0, 3, 1, 2])
}

/** `[B, C, H, W]` as `[B, H, W, C]`. */
export function channelsLast(graph: Graph, value: Value): Value {
  return transposed(graph, value, [0, 2, 3, 1])
}
