import {
  ArgMax,
  ArgMin,
  SearchSorted,
  TopK,
  type ArgMaxAttrs,
  type SearchSortedAttrs,
  type SearchSortedInputs,
  type TopKAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes, reducedShape } from '../graph/shapes'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts, acceptsAlike } from './accepts'
import { converted } from './converted'
import { chosen, elementwiseNode } from './elementwise-node'
import { unsqueezed } from './rearranged'
import { reduced } from './reductions'

/** Where the largest or smallest number of an axis stands, the first of several. */
function place(kernel: string, op: string, worst: number): Lowering {
  return lowering<{ x: Value }, ArgMaxAttrs>(({ inputs: { x }, attrs, graph }) => {
    accepts(kernel, ['float32', 'int32'], x)
    const [axis = 0] = normalAxes(attrs.axis, x.shape.length)
    const result = { shape: reducedShape(x.shape, [axis], false), dtype: 'int64' as const }
    const along = (numbers: Value) =>
      converted(graph, graph.node(op, [numbers], result, { attributes: { axis, keepdims: 0 } }), 'int32')
    if (x.dtype === 'int32') return along(x)
    const found = along(graph.node('Where', [isNan(graph, x), graph.scalar(worst), x], x))
    // TensorFlow.js passes over NaN, unless it stands first: nothing is larger or smaller then.
    const start = graph.constant(BigInt64Array.of(0n), [], 'int64')
    const first = graph.node('Gather', [x, start], { ...result, dtype: 'float32' }, { attributes: { axis } })
    return chosen(graph, isNan(graph, first), graph.scalar(0, 'int32'), found)
  })
}

function isNan(graph: Graph, x: Value): Value {
  return graph.node('IsNaN', [x], { shape: x.shape, dtype: 'bool' })
}

/** Kernels that tell where numbers stand. */
export const places: LoweringTable = {
  [ArgMax]: place(ArgMax, 'ArgMax', -Infinity),
  [ArgMin]: place(ArgMin, 'ArgMin', Infinity),
  // The place of a value is how many of the sorted numbers come before it.
  [SearchSorted]: lowering<Record<keyof SearchSortedInputs, Value>, SearchSortedAttrs>(
    ({ inputs: { sortedSequence, values }, attrs: { side }, graph }) => {
      acceptsAlike(SearchSorted, ['float32', 'int32'], sortedSequence, values)
      const op = side === 'left' ? 'Less' : 'LessOrEqual'
      const rows = unsqueezed(graph, sortedSequence, [1])
      const before = elementwiseNode(graph, op, [rows, unsqueezed(graph, values, [2])], 'bool')
      const counted = converted(graph, before, 'int32')
      return reduced(graph, 'ReduceSum', counted, { axes: [2], keepDims: false })
    },
  ),
  // Sorted in any case: TensorFlow.js promises no order where it is not asked for one.
  [TopK]: lowering<{ x: Value }, TopKAttrs>(({ inputs: { x }, attrs: { k }, graph }) => {
    accepts(TopK, ['float32', 'int32'], x)
    const shape = [...x.shape.slice(0, -1), k]
    const [values, indices] = graph.severalResults(
      'TopK',
      [x, graph.int64s([k])],
      [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int64' },
      ],
    ) as [Value, Value]
    return [values, converted(graph, indices, 'int32')]
  }),
}
