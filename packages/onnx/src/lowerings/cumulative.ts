import { Cumprod, Cumsum, type CumsumAttrs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { normalAxes } from '../graph/shapes'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { converted } from './converted'
import { filled } from './rearranged'

interface Along {
  readonly axis: number
  readonly exclusive: boolean
  readonly reverse: boolean
}

/** A kernel that goes along one axis; bools count as whole numbers. */
function cumulative(lower: (graph: Graph, x: Value, along: Along) => Value): Lowering {
  return lowering<{ x: Value }, CumsumAttrs>(({ inputs: { x }, attrs, graph }) => {
    const [axis = 0] = normalAxes(attrs.axis, x.shape.length)
    const { exclusive, reverse } = attrs
    const numbers = x.dtype === 'bool' ? converted(graph, x, 'int32') : x
    return lower(graph, numbers, { axis, exclusive, reverse })
  })
}

export const cumulatives: LoweringTable = {
  [Cumsum]: cumulative((graph, x, { axis, exclusive, reverse }) =>
    graph.node('CumSum', [x, graph.scalar(axis, 'int32')], x, {
      attributes: { exclusive: Number(exclusive), reverse: Number(reverse) },
    }),
  ),
  [Cumprod]: cumulative(product),
}

/**
 * ONNX has no running product. Each pass multiplies every number by the one that stands 1, 2, 4, … places before: after
 * the last pass each has all that come before it.
 */
function product(graph: Graph, x: Value, { axis, exclusive, reverse }: Along): Value {
  const length = x.shape[axis] as number
  // ONNX Runtime 1.20 does not pad where no number is left.
  if (exclusive && length <= 1) return filled(graph, 1, x.shape, x.dtype as 'float32' | 'int32')
  let running = exclusive ? shifted(graph, x, axis, reverse ? -1 : 1) : x
  for (let distance = 1; distance < length; distance *= 2) {
    const before = shifted(graph, running, axis, reverse ? -distance : distance)
    running = graph.node('Mul', [running, before], x)
  }
  return running
}

/** The numbers moved along an axis, with ones where nothing comes after. */
function shifted(graph: Graph, x: Value, axis: number, places: number): Value {
  const one = graph.scalar(1, x.dtype as 'float32' | 'int32')
  return graph.node('Pad', [x, graph.int64s([places, -places]), one, graph.int64s([axis])], x)
}
