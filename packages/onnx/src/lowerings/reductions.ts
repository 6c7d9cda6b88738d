import { Max, Mean, Sum, type SumAttrs } from '@tensorflow/tfjs-core'
import { normalAxes, reducedShape } from '../graph/shapes'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'

/** A kernel that reduces over axes; ONNX takes these as an input from operator set 18 on (Sum from 13). */
function reduction(op: string): Lowering {
  return lowering<{ x: Value }, SumAttrs>(({ inputs: { x }, attrs: { axis, keepDims }, graph }) => {
    const axes = normalAxes(axis, x.shape.length)
    const shape = reducedShape(x.shape, axes, keepDims)
    return graph.node(
      op,
      [x, graph.int64s(axes)],
      { shape, dtype: x.dtype },
      { attributes: { keepdims: Number(keepDims) } },
    )
  })
}

export const reductions: LoweringTable = {
  [Sum]: reduction('ReduceSum'),
  [Mean]: reduction('ReduceMean'),
  [Max]: reduction('ReduceMax'),
}
