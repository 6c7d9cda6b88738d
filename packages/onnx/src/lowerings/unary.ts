import {
  Abs,
  Acos,
  Acosh,
  Asin,
  Asinh,
  Atan,
  Atanh,
  Ceil,
  Cos,
  Cosh,
  Erf,
  Exp,
  Floor,
  IsFinite,
  IsInf,
  IsNan,
  Log,
  Neg,
  Reciprocal,
  Round,
  Rsqrt,
  Sign,
  Sin,
  Sinh,
  Sqrt,
  Square,
  Tan,
  Tanh,
  type UnaryInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value, ValueType } from '../value'
import { accepts } from './accepts'
import { elementwiseNode } from './elementwise-node'

type Single = Record<keyof UnaryInputs, Value>

const float32: readonly ValueType[] = ['float32']
const numbers: readonly ValueType[] = ['float32', 'int32']

/** A kernel of one operand. */
function unary(
  kernel: string,
  types: readonly ValueType[],
  lower: (graph: Graph, x: Value) => Value,
): Record<string, Lowering> {
  return {
    [kernel]: lowering<Single>(({ inputs: { x }, graph }) => {
      accepts(kernel, types, x)
      return lower(graph, x)
    }),
  }
}

/** A kernel that one ONNX operation says. */
function oneNode(kernel: string, op: string, types = float32): Record<string, Lowering> {
  return unary(kernel, types, (graph, x) => graph.node(op, [x], x))
}

/** A kernel that leaves whole numbers as they are. */
function rounding(kernel: string, op: string): Record<string, Lowering> {
  return unary(kernel, numbers, (graph, x) => (x.dtype === 'int32' ? x : graph.node(op, [x], x)))
}

export const unaryKernels: LoweringTable = {
  ...oneNode(Abs, 'Abs', numbers),
  ...oneNode(Acos, 'Acos'),
  ...oneNode(Acosh, 'Acosh'),
  ...oneNode(Asin, 'Asin'),
  ...oneNode(Asinh, 'Asinh'),
  ...oneNode(Atan, 'Atan'),
  ...oneNode(Atanh, 'Atanh'),
  ...oneNode(Cos, 'Cos'),
  ...oneNode(Cosh, 'Cosh'),
  ...oneNode(Erf, 'Erf'),
  ...oneNode(Exp, 'Exp'),
  ...oneNode(Log, 'Log'),
  ...oneNode(Reciprocal, 'Reciprocal'),
  ...oneNode(Sin, 'Sin'),
  ...oneNode(Sinh, 'Sinh'),
  ...oneNode(Sqrt, 'Sqrt'),
  ...oneNode(Tan, 'Tan'),
  ...oneNode(Tanh, 'Tanh'),
  ...rounding(Ceil, 'Ceil'),
  ...rounding(Floor, 'Floor'),
  ...rounding(Round, 'Round'),
  // ONNX Runtime multiplies four times as fast as it negates.
  ...unary(Neg, numbers, (graph, x) =>
    elementwiseNode(graph, 'Mul', [x, graph.scalar(-1, x.dtype as 'float32')]),
  ),
  ...unary(Square, numbers, (graph, x) => graph.node('Mul', [x, x], x)),
  ...unary(Rsqrt, float32, (graph, x) => graph.node('Reciprocal', [graph.node('Sqrt', [x], x)], x)),
  ...unary(Sign, numbers, sign),
  ...unary(IsNan, float32, (graph, x) => graph.node('IsNaN', [x], asBool(x))),
  ...unary(IsInf, float32, (graph, x) => graph.node('IsInf', [x], asBool(x))),
  ...unary(IsFinite, float32, (graph, x) =>
    graph.node('Less', [graph.node('Abs', [x], x), graph.scalar(Infinity)], asBool(x)),
  ),
}

/** TensorFlow.js takes 0 for the sign of NaN, ONNX NaN. */
function sign(graph: Graph, x: Value): Value {
  if (x.dtype === 'int32') return graph.node('Sign', [x], x)
  const zero = graph.scalar(0)
  const side = (op: string) =>
    graph.node('Cast', [graph.node(op, [x, zero], asBool(x))], x, { attributes: { to: 1 } })
  return graph.node('Sub', [side('Greater'), side('Less')], x)
}

function asBool({ shape }: Value) {
  return { shape, dtype: 'bool' as const }
}
