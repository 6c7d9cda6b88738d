import type { Graph } from '../graph/graph'
import { sameShape, sizeOf } from '../graph/shapes'
import type { Value } from '../value'

/**
 * The value with another shape of the same size. Of the sizes as few as possible are written down: what is not, ONNX
 * takes from the value, so that a model whose inputs have open sizes serves other batches too.
 */
export function reshaped(graph: Graph, value: Value, shape: readonly number[]): Value {
  if (sameShape(value.shape, shape)) return value
  const empty = sizeOf(shape) === 0
  const kept = shape.findIndex((length, axis) => length !== value.shape[axis])
  // An axis of 1 is no batch.
  const open = kept < 0 ? -1 : shape.findIndex((length, axis) => axis >= kept && length !== 1)
  const written = shape.map((length, axis) =>
    kept < 0 || axis < kept ? keepLength : axis === open ? remainingLength : length,
  )
  return graph.node(
    'Reshape',
    [value, graph.int64s(empty ? shape : written)],
    { shape, dtype: value.dtype },
    empty ? { attributes: { allowzero: 1 } } : {},
  )
}

const keepLength = 0
const remainingLength = -1

/** The value with axes of size 1 at these places of the result. */
export function unsqueezed(graph: Graph, value: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return value
  const lengths = [...value.shape]
  const shape = Array.from({ length: value.shape.length + axes.length }, (_, axis) =>
    axes.includes(axis) ? 1 : (lengths.shift() as number),
  )
  return graph.node('Unsqueeze', [value, graph.int64s(axes)], { shape, dtype: value.dtype })
}

/** The value without these axes, whose size is 1. */
export function squeezed(graph: Graph, value: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return value
  const shape = value.shape.filter((_, axis) => !axes.includes(axis))
  return graph.node('Squeeze', [value, graph.int64s(axes)], { shape, dtype: value.dtype })
}

/** The value with its axes in another order. */
export function transposed(graph: Graph, value: Value, perm: readonly number[]): Value {
  if (perm.every((axis, place) => axis === place)) return value
  const shape = perm.map((axis) => value.shape[axis] as number)
  return graph.node('Transpose', [value], { shape, dtype: value.dtype }, { attributes: { perm } })
}

/** A tensor of one number. */
export function filled(
  graph: Graph,
  number: number,
  shape: readonly number[],
  dtype: 'float32' | 'int32' | 'bool',
): Value {
  return graph.node('Expand', [graph.scalar(number, dtype), graph.int64s(shape)], { shape, dtype })
}

/** Where a slice ends that goes backwards as far as it can. */
export const beforeAll = -(2 ** 31)
