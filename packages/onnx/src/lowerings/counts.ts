import {
  Bincount,
  DenseBincount,
  OneHot,
  type BincountAttrs,
  type BincountInputs,
  type DenseBincountAttrs,
  type DenseBincountInputs,
  type OneHotAttrs,
  type OneHotInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import { valueType, type Value } from '../value'
import { accepts } from './accepts'
import { converted } from './converted'
import { chosen, elementwiseNode } from './elementwise-node'
import { filled, reshaped, unsqueezed } from './rearranged'
import { reduced } from './reductions'
import { summedByRow } from './scatters'

/** Kernels that turn whole numbers into places. */
export const counts: LoweringTable = {
  [OneHot]: lowering<Record<keyof OneHotInputs, Value>, OneHotAttrs>(
    ({ inputs: { indices }, attrs, graph }) => {
      const { depth, onValue, offValue } = attrs
      accepts(OneHot, ['int32'], indices)
      const dtype = valueType(attrs.dtype) as 'float32' | 'int32' | 'bool' | undefined
      if (dtype === undefined) throw cannotLower(OneHot, `to ${attrs.dtype}`)
      const hits = oneHot(graph, indices, depth)
      if (onValue === 1 && offValue === 0) return converted(graph, hits, dtype)
      return chosen(graph, hits, graph.scalar(onValue, dtype), graph.scalar(offValue, dtype))
    },
  ),
  [Bincount]: lowering<Record<keyof BincountInputs, Value>, BincountAttrs>(
    ({ inputs: { x, weights }, attrs: { size }, graph }) => {
      accepts(Bincount, ['int32'], x)
      return count(graph, x, weights, size)
    },
  ),
  [DenseBincount]: lowering<Record<keyof DenseBincountInputs, Value>, DenseBincountAttrs>(
    ({ inputs: { x, weights }, attrs: { size, binaryOutput }, graph }) => {
      accepts(DenseBincount, ['int32'], x)
      accepts(DenseBincount, ['float32', 'int32'], weights)
      if (x.shape.length < 2) return count(graph, x, weights, size)
      const hits = converted(graph, oneHot(graph, x, size), weights.dtype)
      const overColumns = { axes: [1], keepDims: false }
      const times = reduced(graph, 'ReduceSum', hits, overColumns)
      if (binaryOutput) return converted(graph, converted(graph, times, 'bool'), weights.dtype)
      if (sizeOf(weights.shape) === 0) return times
      const weighed = elementwiseNode(graph, 'Mul', [hits, unsqueezed(graph, weights, [2])])
      return reduced(graph, 'ReduceSum', weighed, overColumns)
    },
  ),
}

/** True where a number is its place on a new last axis. ONNX's own OneHot counts negative numbers from the end. */
function oneHot(graph: Graph, numbers: Value, depth: number): Value {
  const places = graph.constant(
    Int32Array.from({ length: depth }, (_, place) => place),
    [depth],
    'int32',
  )
  return elementwiseNode(graph, 'Equal', [unsqueezed(graph, numbers, [numbers.shape.length]), places], 'bool')
}

/** How often each number occurs, or the sum of its weights. */
function count(graph: Graph, x: Value, weights: Value, size: number): Value {
  accepts(Bincount, ['float32', 'int32'], weights)
  const total = sizeOf(x.shape)
  const each =
    sizeOf(weights.shape) > 0
      ? reshaped(graph, weights, [total])
      : filled(graph, 1, [total], weights.dtype as 'float32' | 'int32')
  return summedByRow(graph, each, reshaped(graph, x, [total]), size)
}
