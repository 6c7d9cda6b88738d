import {
  Diag,
  ExpandDims,
  FlipLeftRight,
  Identity,
  OnesLike,
  Reshape,
  Reverse,
  Tile,
  Transpose,
  util,
  ZerosLike,
  type DiagInputs,
  type ExpandDimsAttrs,
  type FlipLeftRightInputs,
  type ReshapeAttrs,
  type ReverseAttrs,
  type TileAttrs,
  type TransposeAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes, sizeOf } from '../graph/shapes'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { elementwiseNode } from './elementwise-node'
import { beforeAll, reshaped, transposed, unsqueezed } from './rearranged'

/** Kernels that arrange the same numbers anew, or look at nothing but a shape. */
export const shapes: LoweringTable = {
  [Identity]: lowering<{ x: Value }>(({ inputs: { x } }) => x),
  [Reshape]: lowering<{ x: Value }, ReshapeAttrs>(({ inputs: { x }, attrs, graph }) =>
    reshaped(graph, x, util.inferFromImplicitShape(attrs.shape as number[], sizeOf(x.shape))),
  ),
  [ExpandDims]: lowering<{ input: Value }, ExpandDimsAttrs>(({ inputs: { input }, attrs: { dim }, graph }) =>
    unsqueezed(graph, input, [dim < 0 ? dim + input.shape.length + 1 : dim]),
  ),
  [Transpose]: lowering<{ x: Value }, TransposeAttrs>(({ inputs: { x }, attrs: { perm }, graph }) =>
    transposed(graph, x, perm),
  ),
  [Tile]: lowering<{ x: Value }, TileAttrs>(({ inputs: { x }, attrs: { reps }, graph }) => {
    if (reps.every((times) => times === 1)) return x
    const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1))
    return graph.node('Tile', [x, graph.int64s(reps)], { shape, dtype: x.dtype })
  }),
  [Reverse]: lowering<{ x: Value }, ReverseAttrs>(({ inputs: { x }, attrs: { dims }, graph }) =>
    reversed(graph, x, normalAxes(dims, x.shape.length)),
  ),
  [FlipLeftRight]: lowering<Record<keyof FlipLeftRightInputs, Value>>(({ inputs: { image }, graph }) =>
    reversed(graph, image, [2]),
  ),
  [Diag]: lowering<Record<keyof DiagInputs, Value>>(({ inputs: { x }, graph }) => {
    accepts(Diag, ['float32', 'int32'], x)
    const size = sizeOf(x.shape)
    const places = Uint8Array.from({ length: size ** 2 }, (_, place) => Number(place % (size + 1) === 0))
    const diagonal = graph.constant(places, [size, size], 'bool')
    const zero = graph.scalar(0, x.dtype as 'float32' | 'int32')
    const matrix = elementwiseNode(graph, 'Where', [diagonal, reshaped(graph, x, [size]), zero])
    return reshaped(graph, matrix, [...x.shape, ...x.shape])
  }),
  [ZerosLike]: like(0),
  [OnesLike]: like(1),
}

function reversed(graph: Graph, x: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return x
  const each = (number: number) => graph.int64s(axes.map(() => number))
  return graph.node('Slice', [x, each(-1), each(beforeAll), graph.int64s(axes), each(-1)], x)
}

/** A tensor of one number, in the shape that the input has when the graph runs. */
function like(number: number): Lowering {
  return lowering<{ x: Value }>(({ inputs: { x }, graph }) => {
    const shape = graph.node('Shape', [x], { shape: [x.shape.length], dtype: 'int64' })
    return graph.node('Expand', [graph.scalar(number, x.dtype as 'float32'), shape], x)
  })
}
