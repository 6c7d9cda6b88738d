import {
  backend_util,
  Slice,
  slice_util,
  SplitV,
  StridedSlice,
  Unpack,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  type UnpackAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes, shapeIndices } from '../graph/shapes'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { beforeAll, reshaped } from './rearranged'
import { tensorInfo } from './tensor-info'

/** Kernels that take parts of a tensor. */
export const slices: LoweringTable = {
  [Slice]: lowering<{ x: Value }, SliceAttrs>(({ inputs: { x }, attrs, graph }) => {
    const [begin = [], size = []] = slice_util.parseSliceParams(tensorInfo(x), attrs.begin, attrs.size)
    return slice(graph, x, begin, size)
  }),
  [StridedSlice]: lowering<{ x: Value }, StridedSliceAttrs>(({ inputs: { x }, attrs, graph }) => {
    const { finalShape, begin, end, strides } = slice_util.sliceInfo(
      [...x.shape],
      attrs.begin,
      attrs.end,
      attrs.strides,
      attrs.beginMask,
      attrs.endMask,
      attrs.ellipsisMask,
      attrs.newAxisMask,
      attrs.shrinkAxisMask,
    )
    const size = slice_util.computeOutShape(begin, end, strides).map((length) => Math.max(0, length))
    return reshaped(graph, slice(graph, x, begin, size, strides), finalShape)
  }),
  [SplitV]: lowering<{ x: Value }, SplitVAttrs>(({ inputs: { x }, attrs, graph }) => {
    const [axis = 0] = normalAxes(attrs.axis, x.shape.length)
    const sizes = backend_util.prepareSplitSize(tensorInfo(x), attrs.numOrSizeSplits, axis)
    const results = sizes.map((size) => ({
      shape: x.shape.map((length, at) => (at === axis ? size : length)),
      dtype: x.dtype,
    }))
    return graph.severalResults('Split', [x, graph.int64s(sizes)], results, {
      attributes: { axis },
    }) as Value[]
  }),
  [Unpack]: lowering<{ value: Value }, UnpackAttrs>(({ inputs: { value }, attrs, graph }) => {
    const [axis = 0] = normalAxes(attrs.axis, value.shape.length)
    const shape = value.shape.filter((_, at) => at !== axis)
    return Array.from({ length: value.shape[axis] as number }, (_, index) => {
      const place = graph.constant(BigInt64Array.of(BigInt(index)), [], 'int64')
      return graph.node('Gather', [value, place], { shape, dtype: value.dtype }, { attributes: { axis } })
    })
  }),
}

/** The elements from `begin` on, along the axes of which something is left out. */
export function slice(
  graph: Graph,
  x: Value,
  begin: readonly number[],
  size: readonly number[],
  strides?: readonly number[],
): Value {
  const stride = (axis: number) => strides?.[axis] ?? 1
  const axes = shapeIndices(x.shape.length).filter(
    (axis) => begin[axis] !== 0 || size[axis] !== x.shape[axis] || stride(axis) !== 1,
  )
  if (axes.length === 0) return x
  const starts = axes.map((axis) => (size[axis] === 0 ? 0 : (begin[axis] as number)))
  const ends = axes.map((axis, index) => {
    const end = (starts[index] as number) + (size[axis] as number) * stride(axis)
    // To ONNX −1 is the last element.
    return end < 0 ? beforeAll : end
  })
  const operands = [starts, ends, axes, axes.map(stride)].map((numbers) => graph.int64s(numbers))
  return graph.node('Slice', [x, ...operands], { shape: size, dtype: x.dtype })
}
