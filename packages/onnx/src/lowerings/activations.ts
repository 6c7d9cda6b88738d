import {
  backend_util,
  ClipByValue,
  Elu,
  EluGrad,
  LeakyRelu,
  Prelu,
  Relu,
  Relu6,
  Selu,
  Sigmoid,
  Softplus,
  Step,
  type ClipByValueAttrs,
  type EluGradInputs,
  type LeakyReluAttrs,
  type PreluInputs,
  type StepAttrs,
} from '@tensorflow/tfjs-core'
import { float } from '../graph/attributes'
import type { Graph } from '../graph/graph'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { elementwiseNode } from './elementwise-node'

type Single = { readonly x: Value }

export const activations: LoweringTable = {
  [Relu]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Relu, ['float32', 'int32'], x)
    return graph.node('Relu', [x], x)
  }),
  [Relu6]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Relu6, ['float32', 'int32'], x)
    return clipped(graph, x, 0, 6)
  }),
  [ClipByValue]: lowering<Single, ClipByValueAttrs>(({ inputs: { x }, attrs, graph }) => {
    accepts(ClipByValue, ['float32', 'int32'], x)
    return clipped(graph, x, attrs.clipValueMin, attrs.clipValueMax)
  }),
  [Sigmoid]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Sigmoid, ['float32'], x)
    return graph.node('Sigmoid', [x], x)
  }),
  [Elu]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Elu, ['float32'], x)
    return elu(graph, x)
  }),
  [EluGrad]: lowering<Record<keyof EluGradInputs, Value>>(({ inputs: { dy, y }, graph }) => {
    accepts(EluGrad, ['float32'], dy, y)
    // 1 where y is positive, y + 1 where it is not.
    const slope = elementwiseNode(graph, 'Add', [
      elementwiseNode(graph, 'Min', [y, graph.scalar(0)]),
      graph.scalar(1),
    ])
    return graph.node('Mul', [dy, slope], y)
  }),
  [Selu]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Selu, ['float32'], x)
    const { SELU_SCALE, SELU_SCALEALPHA } = backend_util
    const attributes = { gamma: float(SELU_SCALE), alpha: float(SELU_SCALEALPHA / SELU_SCALE) }
    return graph.node('Selu', [x], x, { attributes })
  }),
  [LeakyRelu]: lowering<Single, LeakyReluAttrs>(({ inputs: { x }, attrs: { alpha }, graph }) => {
    accepts(LeakyRelu, ['float32'], x)
    return graph.node('LeakyRelu', [x], x, { attributes: { alpha: float(alpha) } })
  }),
  [Prelu]: lowering<Record<keyof PreluInputs, Value>>(({ inputs: { x, alpha }, graph }) => {
    accepts(Prelu, ['float32'], x, alpha)
    return prelu(graph, x, alpha)
  }),
  [Softplus]: lowering<Single>(({ inputs: { x }, graph }) => {
    accepts(Softplus, ['float32'], x)
    return softplus(graph, x)
  }),
  [Step]: lowering<Single, StepAttrs>(({ inputs: { x }, attrs: { alpha }, graph }) => {
    accepts(Step, ['float32'], x)
    // As fast as a comparison that is cast, and NaN stays NaN.
    const large = elementwiseNode(graph, 'Mul', [x, graph.scalar(largestFloat)])
    const step = clipped(graph, large, 0, 1)
    if (alpha === 0) return step
    const scaled = elementwiseNode(graph, 'Mul', [step, graph.scalar(1 - alpha)])
    return elementwiseNode(graph, 'Add', [scaled, graph.scalar(alpha)])
  }),
}

const largestFloat = (2 - 2 ** -23) * 2 ** 127

/** Nearer than `least` and `most` to neither; NaN stays NaN. */
export function clipped(graph: Graph, x: Value, least: number, most: number): Value {
  const bound = (value: number) => graph.scalar(value, x.dtype as 'float32' | 'int32')
  return graph.node('Clip', [x, bound(least), bound(most)], x)
}

/** ONNX Runtime's own Elu takes more than twice as long. */
export function elu(graph: Graph, x: Value): Value {
  const positive = elementwiseNode(graph, 'Greater', [x, graph.scalar(0)], 'bool')
  const negative = elementwiseNode(graph, 'Sub', [graph.node('Exp', [x], x), graph.scalar(1)])
  return graph.node('Where', [positive, x, negative], x)
}

/** Where ONNX's own PRelu broadcasts one way only, and takes three times as long. */
export function prelu(graph: Graph, x: Value, alpha: Value): Value {
  const negative = elementwiseNode(graph, 'Less', [x, graph.scalar(0)], 'bool')
  return elementwiseNode(graph, 'Where', [negative, elementwiseNode(graph, 'Mul', [x, alpha]), x])
}

/** Where exp(x) is so much larger than 1 that log(1 + exp(x)) is x. */
const asGoodAsX = 30

/** log(1 + exp(x)); ONNX Runtime's own Softplus takes five times as long. */
function softplus(graph: Graph, x: Value): Value {
  const exp = graph.node('Exp', [elementwiseNode(graph, 'Min', [x, graph.scalar(asGoodAsX)])], x)
  const log = graph.node('Log', [elementwiseNode(graph, 'Add', [exp, graph.scalar(1)])], x)
  return graph.node('Max', [x, log], x)
}
