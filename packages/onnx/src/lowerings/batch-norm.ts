import { FusedBatchNorm, type FusedBatchNormAttrs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { broadcastShape, sizeOf } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { reshaped } from '../layout/view'

interface Moments {
  readonly x: Value
  readonly mean: Value
  readonly variance: Value
  readonly scale?: Value
  readonly offset?: Value
}

/** What TensorFlow.js takes where a program says nothing. */
const defaultEpsilon = 0.001

/**
 * A parameter as something that broadcasts over the last axes of x. TensorFlow.js's cpu kernel goes through it again and
 * again while it goes through x.
 */
function lastAxes(graph: Graph, parameter: Value, x: Value): Value {
  const size = sizeOf(parameter.shape)
  for (let axis = 0; axis <= x.shape.length; axis++) {
    const last = x.shape.slice(axis)
    if (sizeOf(last) !== size) continue
    return parameter.shape.join() === last.join() ? parameter : reshaped(graph, parameter, last)
  }
  throw cannotLower(FusedBatchNorm, `parameters of shape [${parameter.shape.join()}] for [${x.shape.join()}]`)
}

export const batchNorm: LoweringTable = {
  [FusedBatchNorm]: lowering<Moments, FusedBatchNormAttrs>(({ inputs, attrs, graph }) => {
    const { x } = inputs
    if (x.dtype !== 'float32') throw cannotLower(FusedBatchNorm, `${x.dtype} numbers`)
    const mean = lastAxes(graph, inputs.mean, x)
    const variance = lastAxes(graph, inputs.variance, x)
    const epsilon = (attrs.varianceEpsilon as number | null | undefined) ?? defaultEpsilon
    const spread = graph.node(
      'Sqrt',
      [graph.node('Add', [variance, graph.scalar(epsilon)], variance)],
      variance,
    )
    const centred = graph.node('Sub', [x, mean], x)
    const scale = inputs.scale === undefined ? graph.scalar(1) : lastAxes(graph, inputs.scale, x)
    const shape = broadcastShape(scale.shape, spread.shape)
    const normalised = graph.node('Mul', [centred, graph.node('Div', [scale, spread], { ...x, shape })], x)
    return inputs.offset ? graph.node('Add', [normalised, lastAxes(graph, inputs.offset, x)], x) : normalised
  }),
}
