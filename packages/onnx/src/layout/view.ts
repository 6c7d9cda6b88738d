import type { Graph } from '../graph/graph'
import { sameShape, sizeOf } from '../graph/shapes'
import type { Value } from '../value'

/** The value with another shape of the same size; one length may be -1, which is whatever fits. */
export function reshaped(graph: Graph, value: Value, lengths: readonly number[]): Value {
  const known = sizeOf(lengths.filter((length) => length !== -1))
  const shape = lengths.map((length) => (length === -1 ? sizeOf(value.shape) / known : length))
  if (sameShape(shape, value.shape)) return value
  return graph.node('Reshape', [value, graph.int64s(lengths)], { shape, dtype: value.dtype })
}

/** The value with its axes in another order. */
export function transposed(graph: Graph, value: Value, perm: readonly number[]): Value {
  const shape = perm.map((axis) => value.shape[axis] as number)
  return graph.node('Transpose', [value], { shape, dtype: value.dtype }, { attributes: { perm } })
}

/** Adds zeros at both ends of axes, or drops elements where a number is negative. */
export function padded(
  graph: Graph,
  value: Value,
  before: readonly number[],
  after: readonly number[],
): Value {
  if ([...before, ...after].every((pad) => pad === 0)) return value
  const shape = value.shape.map((length, axis) => length + (before[axis] as number) + (after[axis] as number))
  const pads = graph.int64s([...before, ...after])
  return graph.node('Pad', [value, pads], { shape, dtype: value.dtype })
}

/** A part of some axes, from `starts` on in `steps`. */
export function sliced(
  graph: Graph,
  value: Value,
  axes: readonly number[],
  starts: readonly number[],
  lengths: readonly number[],
  steps: readonly number[],
): Value {
  const ends = starts.map(
    (start, index) => start + ((lengths[index] as number) - 1) * (steps[index] as number) + 1,
  )
  const shape = [...value.shape]
  axes.forEach((axis, index) => (shape[axis] = lengths[index] as number))
  if (steps.every((step) => step === 1) && sameShape(shape, value.shape)) return value
  const parts = [starts, ends, axes, steps].map((numbers) => graph.int64s(numbers))
  return graph.node('Slice', [value, ...parts], { shape, dtype: value.dtype })
}

/** Values one after another along an axis. */
export function concatenated(graph: Graph, values: readonly Value[], axis: number): Value {
  const [first] = values as [Value]
  if (values.length === 1) return first
  const shape = [...first.shape]
  shape[axis] = values.reduce((sum, value) => sum + (value.shape[axis] as number), 0)
  return graph.node('Concat', values, { shape, dtype: first.dtype }, { attributes: { axis } })
}
