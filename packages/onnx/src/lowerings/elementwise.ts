import {
  Abs,
  Add,
  Exp,
  Log,
  Maximum,
  Minimum,
  Multiply,
  Neg,
  Pow,
  RealDiv,
  Relu,
  Sigmoid,
  Sqrt,
  Square,
  Step,
  Sub,
  Tanh,
  type BinaryInputs,
  type StepAttrs,
  type UnaryInputs,
} from '@tensorflow/tfjs-core'
import { broadcastShape } from '../graph/shapes'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'

type Pair = Record<keyof BinaryInputs, Value>
type Single = Record<keyof UnaryInputs, Value>

/** A kernel of two operands that broadcast, which one ONNX operation says. */
function binary(op: string): Lowering {
  return lowering<Pair>(({ inputs: { a, b }, graph }) =>
    graph.node(op, [a, b], { shape: broadcastShape(a.shape, b.shape), dtype: a.dtype }),
  )
}

/** A kernel of one operand, which one ONNX operation says. */
function unary(op: string): Lowering {
  return lowering<Single>(({ inputs: { x }, graph }) => graph.node(op, [x], x))
}

export const elementwise: LoweringTable = {
  [Add]: binary('Add'),
  [Sub]: binary('Sub'),
  [Multiply]: binary('Mul'),
  [RealDiv]: binary('Div'),
  [Maximum]: binary('Max'),
  [Minimum]: binary('Min'),
  [Pow]: binary('Pow'),
  [Abs]: unary('Abs'),
  [Exp]: unary('Exp'),
  [Log]: unary('Log'),
  [Neg]: unary('Neg'),
  [Relu]: unary('Relu'),
  [Sigmoid]: unary('Sigmoid'),
  [Sqrt]: unary('Sqrt'),
  [Tanh]: unary('Tanh'),
  [Square]: lowering<Single>(({ inputs: { x }, graph }) => graph.node('Mul', [x, x], x)),
  [Step]: lowering<Single, StepAttrs>(({ inputs: { x }, attrs: { alpha }, graph }) => {
    const positive = graph.node('Greater', [x, graph.scalar(0)], { ...x, dtype: 'bool' })
    return graph.node('Where', [positive, graph.scalar(1), graph.scalar(alpha)], x)
  }),
}
