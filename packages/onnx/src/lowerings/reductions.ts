import { All, Any, Max, Mean, Min, Prod, Sum, type MaxAttrs, type SumAttrs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes, reducedShape } from '../graph/shapes'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { clipped } from './activations'
import { converted } from './converted'
import { elementwiseNode } from './elementwise-node'
import { filled } from './rearranged'

interface Over {
  readonly axes: readonly number[]
  readonly keepDims: boolean
}

type Reduce = (graph: Graph, x: Value, over: Over) => Value

/** Appends a reduction. */
export function reduced(graph: Graph, op: string, x: Value, { axes, keepDims }: Over): Value {
  // To ONNX no axes are all axes.
  if (axes.length === 0) return x
  const result = { shape: reducedShape(x.shape, axes, keepDims), dtype: x.dtype }
  return graph.node(op, [x, graph.int64s(axes)], result, { attributes: { keepdims: Number(keepDims) } })
}

/** A kernel that reduces over axes. */
function reduction(reduce: Reduce): Lowering {
  return lowering<{ x: Value }, SumAttrs>(({ inputs: { x }, attrs: { axis, keepDims }, graph }) =>
    reduce(graph, x, { axes: normalAxes(axis, x.shape.length), keepDims }),
  )
}

/** The same for the one kernel whose attribute has another name. */
function maxReduction(reduce: Reduce): Lowering {
  return lowering<{ x: Value }, MaxAttrs>(({ inputs: { x }, attrs: { reductionIndices, keepDims }, graph }) =>
    reduce(graph, x, { axes: normalAxes(reductionIndices, x.shape.length), keepDims }),
  )
}

/** TensorFlow.js adds and multiplies bools as whole numbers. */
function arithmetic(op: string): Reduce {
  return (graph, x, over) => reduced(graph, op, x.dtype === 'bool' ? converted(graph, x, 'int32') : x, over)
}

/**
 * The largest or smallest number. TensorFlow.js gives NaN where there is one; ONNX Runtime may overlook it, so a sum is
 * added that is 0 or NaN.
 */
function extreme(kernel: string, op: string): Reduce {
  return (graph, x, over) => {
    accepts(kernel, ['float32', 'int32'], x)
    const { axes, keepDims } = over
    if (axes.some((axis) => x.shape[axis] === 0)) {
      // TensorFlow.js reads what is not there.
      const nothing = x.dtype === 'float32' ? NaN : 0
      return filled(graph, nothing, reducedShape(x.shape, axes, keepDims), x.dtype as 'float32' | 'int32')
    }
    const found = reduced(graph, op, x, over)
    if (x.dtype === 'int32' || axes.length === 0) return found
    return elementwiseNode(graph, 'Add', [found, reduced(graph, 'ReduceSum', clipped(graph, x, 0, 0), over)])
  }
}

/** Whether all or any are true: the smallest or largest of the bits. */
function quantifier(kernel: string, op: string): Reduce {
  return (graph, x, over) => {
    accepts(kernel, ['bool'], x)
    const { axes, keepDims } = over
    if (axes.some((axis) => x.shape[axis] === 0)) {
      return filled(graph, 0, reducedShape(x.shape, axes, keepDims), 'bool')
    }
    return converted(graph, reduced(graph, op, converted(graph, x, 'int32'), over), 'bool')
  }
}

export const reductions: LoweringTable = {
  [Sum]: reduction(arithmetic('ReduceSum')),
  [Prod]: reduction(arithmetic('ReduceProd')),
  [Mean]: reduction((graph, x, over) => reduced(graph, 'ReduceMean', converted(graph, x, 'float32'), over)),
  [Max]: maxReduction(extreme(Max, 'ReduceMax')),
  [Min]: reduction(extreme(Min, 'ReduceMin')),
  [All]: reduction(quantifier(All, 'ReduceMin')),
  [Any]: reduction(quantifier(Any, 'ReduceMax')),
}
