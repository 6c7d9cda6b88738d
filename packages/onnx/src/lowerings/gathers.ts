import {
  GatherNd,
  GatherV2,
  type GatherNdInputs,
  type GatherV2Attrs,
  type GatherV2Inputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes, shapeIndices } from '../graph/shapes'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { converted } from './converted'
import { transposed, unsqueezed } from './rearranged'

/** Kernels that take elements by their numbers. */
export const gathers: LoweringTable = {
  [GatherV2]: lowering<Record<keyof GatherV2Inputs, Value>, GatherV2Attrs>(
    ({ inputs: { x, indices }, attrs, graph }) => {
      accepts(GatherV2, ['int32'], indices)
      const [axis = 0] = normalAxes(attrs.axis, x.shape.length)
      const given = attrs.batchDims ?? 0
      const batchDims = given < 0 ? given + indices.shape.length : given
      return batchDims === 0
        ? gather(graph, x, indices, axis)
        : gatherInBatches(graph, x, indices, axis, batchDims)
    },
  ),
  [GatherNd]: lowering<Record<keyof GatherNdInputs, Value>>(({ inputs: { params, indices }, graph }) => {
    accepts(GatherNd, ['int32'], indices)
    return gatherNd(graph, params, indices, 0)
  }),
}

function gather(graph: Graph, x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
  return graph.node('Gather', [x, indices], { shape, dtype: x.dtype }, { attributes: { axis } })
}

/** `indices` `[B…, …, depth]`: each row of it is a place in the axes of `params` after those that both share. */
function gatherNd(graph: Graph, params: Value, indices: Value, batchDims: number): Value {
  const depth = indices.shape.at(-1) ?? 0
  const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(batchDims + depth)]
  return graph.node(
    'GatherND',
    [params, converted(graph, indices, 'int64')],
    { shape, dtype: params.dtype },
    { attributes: { batch_dims: batchDims } },
  )
}

/** Axes that come between the shared ones and the one that is picked from stand first for the while of it. */
function gatherInBatches(graph: Graph, x: Value, indices: Value, axis: number, batchDims: number): Value {
  const rank = x.shape.length
  const axes = shapeIndices(rank)
  const between = axes.slice(batchDims, axis)
  const behind = axes.slice(axis + 1)
  const turned = transposed(graph, x, [...axes.slice(0, batchDims), axis, ...between, ...behind])
  const places = unsqueezed(graph, indices, [indices.shape.length])
  const picked = gatherNd(graph, turned, places, batchDims)
  const picks = indices.shape.length - batchDims
  const place = (index: number) => batchDims + picks + index
  return transposed(graph, picked, [
    ...axes.slice(0, batchDims),
    ...between.map((_, index) => place(index)),
    ...Array.from({ length: picks }, (_, index) => batchDims + index),
    ...behind.map((_, index) => place(between.length + index)),
  ])
}
