import {
  backend_util,
  ScatterNd,
  SparseToDense,
  TensorScatterUpdate,
  UnsortedSegmentSum,
  type ScatterNdAttrs,
  type ScatterNdInputs,
  type SparseToDenseAttrs,
  type SparseToDenseInputs,
  type TensorScatterUpdateInputs,
  type UnsortedSegmentSumAttrs,
  type UnsortedSegmentSumInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts, acceptsAlike } from './accepts'
import { converted } from './converted'
import { chosen, elementwiseNode } from './elementwise-node'
import { filled, reshaped, unsqueezed } from './rearranged'
import { slice } from './slices'
import { tensorInfo } from './tensor-info'

/** Kernels that put elements where numbers say. */
export const scatters: LoweringTable = {
  [ScatterNd]: lowering<Record<keyof ScatterNdInputs, Value>, ScatterNdAttrs>(
    ({ inputs: { indices, updates }, attrs: { shape }, graph }) => {
      accepts(ScatterNd, ['float32', 'int32'], updates)
      const nothing = filled(graph, 0, shape, updates.dtype as 'float32' | 'int32')
      return scattered(graph, nothing, indices, updates, 'add')
    },
  ),
  [TensorScatterUpdate]: lowering<Record<keyof TensorScatterUpdateInputs, Value>>(
    ({ inputs: { tensor, indices, updates }, graph }) => {
      acceptsAlike(TensorScatterUpdate, ['float32', 'int32', 'bool'], tensor, updates)
      return scattered(graph, tensor, indices, updates, 'none')
    },
  ),
  [SparseToDense]: lowering<Record<keyof SparseToDenseInputs, Value>, SparseToDenseAttrs>(
    ({ inputs: { sparseIndices, sparseValues, defaultValue }, attrs: { outputShape }, graph }) => {
      acceptsAlike(SparseToDense, ['float32', 'int32', 'bool'], sparseValues, defaultValue)
      const shape = [...outputShape]
      const nothing = graph.node('Expand', [defaultValue, graph.int64s(shape)], {
        shape,
        dtype: defaultValue.dtype,
      })
      return scattered(graph, nothing, sparseIndices, sparseValues, 'none')
    },
  ),
  [UnsortedSegmentSum]: lowering<Record<keyof UnsortedSegmentSumInputs, Value>, UnsortedSegmentSumAttrs>(
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, graph }) => {
      accepts(UnsortedSegmentSum, ['int32'], segmentIds)
      if (segmentIds.shape.length !== 1)
        throw cannotLower(UnsortedSegmentSum, 'numbers of more than one axis')
      return summedByRow(graph, converted(graph, x, 'float32'), segmentIds, numSegments)
    },
  ),
}

/** `data` with `updates` at the places that `indices` names, put there or added. */
function scattered(
  graph: Graph,
  data: Value,
  indices: Value,
  updates: Value,
  reduction: 'none' | 'add',
): Value {
  const { sliceRank, numUpdates } = backend_util.calculateShapes(tensorInfo(updates), tensorInfo(indices), [
    ...data.shape,
  ])
  const places = reshaped(graph, indices, [numUpdates, sliceRank])
  const shape = [numUpdates, ...data.shape.slice(sliceRank)]
  const values =
    updates.shape.length === 0
      ? graph.node('Expand', [updates, graph.int64s(shape)], { shape, dtype: updates.dtype })
      : reshaped(graph, updates, shape)
  return graph.node('ScatterND', [data, converted(graph, places, 'int64'), values], data, {
    attributes: { reduction },
  })
}

/**
 * Adds the rows of `x` `[N, …]` that have the same number, of `numbers` `[N]`, to one row of the result `[rows, …]`. Rows
 * whose number is none of the result's are left out: they go to one row more, which is cut off, or are made 0, whichever
 * is less work.
 */
export function summedByRow(graph: Graph, x: Value, numbers: Value, rows: number): Value {
  const whole = (number: number) => graph.scalar(number, 'int32')
  const atLeast = elementwiseNode(graph, 'GreaterOrEqual', [numbers, whole(0)], 'bool')
  const isRow = elementwiseNode(graph, 'And', [
    atLeast,
    elementwiseNode(graph, 'Less', [numbers, whole(rows)], 'bool'),
  ])
  const inner = x.shape.slice(1)
  const cut = rows <= (x.shape[0] as number)
  const type = x.dtype as 'float32' | 'int32'
  const spare = whole(cut ? rows : 0)
  const places = converted(graph, elementwiseNode(graph, 'Where', [isRow, numbers, spare]), 'int64')
  const innerAxes = inner.map((_, axis) => axis + 1)
  const added = cut ? x : chosen(graph, unsqueezed(graph, isRow, innerAxes), x, graph.scalar(0, type))
  const nothing = filled(graph, 0, [cut ? rows + 1 : rows, ...inner], type)
  const sums = graph.node('ScatterND', [nothing, unsqueezed(graph, places, [1]), added], nothing, {
    attributes: { reduction: 'add' },
  })
  return slice(graph, sums, [0, ...inner.map(() => 0)], [rows, ...inner])
}
