import {
  backend_util,
  BatchToSpaceND,
  DepthToSpace,
  SpaceToBatchND,
  type BatchToSpaceNDAttrs,
  type DepthToSpaceAttrs,
  type SpaceToBatchNDAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { reshaped, transposed } from '../layout/view'

export const space: LoweringTable = {
  [DepthToSpace]: lowering<{ x: Value }, DepthToSpaceAttrs>(({ inputs: { x }, attrs, graph }) => {
    const { blockSize, dataFormat } = attrs
    if (dataFormat !== 'NHWC') throw cannotLower(DepthToSpace, `dataFormat ${dataFormat}`)
    const [batch, height, width, depth] = x.shape as [number, number, number, number]
    const left = depth / blockSize ** 2
    const split = reshaped(graph, x, [batch, height, width, blockSize, blockSize, left])
    const together = transposed(graph, split, [0, 1, 3, 2, 4, 5])
    return reshaped(graph, together, [batch, height * blockSize, width * blockSize, left])
  }),
  [BatchToSpaceND]: lowering<{ x: Value }, BatchToSpaceNDAttrs>(
    ({ inputs: { x }, attrs: { blockShape, crops }, graph }) => {
      const blocks = sizeOf(blockShape)
      const split = reshaped(graph, x, backend_util.getReshaped([...x.shape], blockShape, blocks))
      const perm = backend_util.getPermuted(split.shape.length, blockShape.length)
      const whole = backend_util.getReshapedPermuted([...x.shape], blockShape, blocks)
      return withoutEdges(graph, reshaped(graph, transposed(graph, split, perm), whole), crops)
    },
  ),
  [SpaceToBatchND]: lowering<{ x: Value }, SpaceToBatchNDAttrs>(
    ({ inputs: { x }, attrs: { blockShape, paddings }, graph }) => {
      if (x.dtype === 'bool') throw cannotLower(SpaceToBatchND, 'bool numbers')
      const blocks = sizeOf(blockShape)
      const padded = withEdges(graph, x, paddings)
      const shape = [...padded.shape]
      const split = reshaped(graph, padded, backend_util.getReshaped(shape, blockShape, blocks, false))
      const perm = backend_util.getPermuted(split.shape.length, blockShape.length, false)
      const batches = backend_util.getReshapedPermuted(shape, blockShape, blocks, false)
      return reshaped(graph, transposed(graph, split, perm), batches)
    },
  ),
}

/** Drops elements at both ends of the axes after the first. */
function withoutEdges(graph: Graph, value: Value, crops: readonly (readonly number[])[]): Value {
  const ends = crops.map(([before = 0, after = 0], index) => {
    const length = value.shape[index + 1] as number
    return { before, end: length - after }
  })
  const shape = value.shape.map((length, axis) => {
    const kept = ends[axis - 1]
    return kept === undefined ? length : kept.end - kept.before
  })
  const axes = graph.int64s(ends.map((_, index) => index + 1))
  const starts = graph.int64s(ends.map(({ before }) => before))
  return graph.node('Slice', [value, starts, graph.int64s(ends.map(({ end }) => end)), axes], {
    shape,
    dtype: value.dtype,
  })
}

/** Adds zeros at both ends of the axes after the first. */
function withEdges(graph: Graph, value: Value, paddings: readonly (readonly number[])[]): Value {
  const around = value.shape.map((_, axis) => paddings[axis - 1] ?? [0, 0])
  const shape = value.shape.map((length, axis) => length + sum(around[axis] as readonly number[]))
  const pads = [...around.map(([before = 0]) => before), ...around.map(([, after = 0]) => after)]
  return graph.node('Pad', [value, graph.int64s(pads)], { shape, dtype: value.dtype })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
