import {
  Cast,
  ExpandDims,
  Reshape,
  Tile,
  Transpose,
  util,
  type CastAttrs,
  type ExpandDimsAttrs,
  type ReshapeAttrs,
  type TileAttrs,
  type TransposeAttrs,
} from '@tensorflow/tfjs-core'
import { sizeOf } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import { elementType, valueType, type Value } from '../value'

export const shapes: LoweringTable = {
  [Reshape]: lowering<{ x: Value }, ReshapeAttrs>(({ inputs: { x }, attrs, graph }) => {
    const shape = util.inferFromImplicitShape(attrs.shape as number[], sizeOf(x.shape))
    return graph.node('Reshape', [x, graph.int64s(shape)], { shape, dtype: x.dtype })
  }),
  [ExpandDims]: lowering<{ input: Value }, ExpandDimsAttrs>(
    ({ inputs: { input }, attrs: { dim }, graph }) => {
      const shape = [...input.shape]
      shape.splice(dim < 0 ? dim + shape.length + 1 : dim, 0, 1)
      return graph.node('Reshape', [input, graph.int64s(shape)], { shape, dtype: input.dtype })
    },
  ),
  [Transpose]: lowering<{ x: Value }, TransposeAttrs>(({ inputs: { x }, attrs: { perm }, graph }) => {
    const shape = perm.map((axis) => x.shape[axis] as number)
    return graph.node('Transpose', [x], { shape, dtype: x.dtype }, { attributes: { perm } })
  }),
  [Tile]: lowering<{ x: Value }, TileAttrs>(({ inputs: { x }, attrs: { reps }, graph }) => {
    const shape = x.shape.map((length, axis) => length * (reps[axis] ?? 1))
    return graph.node('Tile', [x, graph.int64s(reps)], { shape, dtype: x.dtype })
  }),
  [Cast]: lowering<{ x: Value }, CastAttrs>(({ inputs: { x }, attrs, graph }) => {
    const dtype = valueType(attrs.dtype)
    if (dtype === undefined) throw cannotLower(Cast, `to ${attrs.dtype}`)
    return graph.node('Cast', [x], { shape: x.shape, dtype }, { attributes: { to: elementType[dtype] } })
  }),
}
