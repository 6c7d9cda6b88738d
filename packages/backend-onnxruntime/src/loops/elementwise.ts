import {
  Abs,
  Add,
  AddN,
  Ceil,
  ClipByValue,
  EluGrad,
  Floor,
  LeakyRelu,
  Maximum,
  Minimum,
  Multiply,
  Neg,
  Prelu,
  RealDiv,
  Reciprocal,
  Relu,
  Relu6,
  Rsqrt,
  Sqrt,
  Square,
  SquaredDifference,
  Step,
  Sub,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { broadcast } from './broadcast'
import type { Loop, LoopTable } from './loop'
import { broadcastLoop } from './vector/broadcast-loop'
import type { Lanes } from './vector/lanes'
import { vectorLoop } from './vector/vector-loop'

/** A kernel of two operands, under the names that it gives them. */
export function binary(body: (a: Lanes, b: Lanes) => Lanes, left = 'a', right = 'b'): Loop {
  const loop = broadcastLoop(['a', 'b'], (operands) => body(operands.a, operands.b))
  return ({ inputs, backend }) => {
    const a = inputs[left] as TensorInfo
    const b = inputs[right] as TensorInfo
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
    const how = broadcast(a.shape, b.shape)
    if (how === undefined) return undefined
    const result = backend.takeFloats(how.size)
    const operands = [
      { values: backend.floatsOf(a), lie: how.a },
      { values: backend.floatsOf(b), lie: how.b },
    ]
    loop(operands, how, result)
    return backend.floatResult(how.shape, result)
  }
}

/** A kernel of one operand, with numbers that are attributes of the kernel. */
function unary<Number extends string = never>(
  body: (named: Readonly<Record<'x' | Number, Lanes>>) => Lanes,
  numbers: readonly Number[] = [],
): Loop {
  const loop = vectorLoop<'x', Number>({ arrays: ['x'], numbers }, (named) => [body(named)])
  return ({ inputs, attrs, backend }) => {
    const x = inputs['x'] as TensorInfo
    if (x.dtype !== 'float32') return undefined
    const values = backend.floatsOf(x)
    const result = backend.takeFloats(values.length)
    const given = numbers.map((name) => attrs?.[name] as unknown as number)
    loop([values], given, [result])
    return backend.floatResult(x.shape, result)
  }
}

const plus = vectorLoop({ arrays: ['sum', 'term'] }, ({ sum, term }) => [sum.plus(term)])

const addN: Loop = ({ inputs, backend }) => {
  const terms = Object.values(inputs) as TensorInfo[]
  const [first] = terms
  if (first === undefined || terms.some(({ dtype }) => dtype !== 'float32')) return undefined
  const values = backend.floatsOf(first)
  const result = backend.takeFloats(values.length)
  result.set(values)
  for (const term of terms.slice(1)) plus([result, backend.floatsOf(term)], [], [result])
  return backend.floatResult(first.shape, result)
}

/** Kernels that do the same to every element, with the arithmetic of the cpu kernels. */
export const elementwise: LoopTable = {
  [Add]: binary((a, b) => a.plus(b)),
  [Sub]: binary((a, b) => a.minus(b)),
  [Multiply]: binary((a, b) => a.times(b)),
  [RealDiv]: binary((a, b) => a.over(b)),
  [Maximum]: binary((a, b) => a.max(b)),
  [Minimum]: binary((a, b) => a.min(b)),
  [SquaredDifference]: binary((a, b) => a.minus(b).squared()),
  [Prelu]: binary((x, alpha) => x.below(0).choose(alpha.times(x), x), 'x', 'alpha'),
  [EluGrad]: binary((dy, y) => y.atLeast(0).choose(dy, dy.times(y.plus(1))), 'dy', 'y'),
  [AddN]: addN,
  [Abs]: unary(({ x }) => x.abs()),
  [Ceil]: unary(({ x }) => x.ceil()),
  [Floor]: unary(({ x }) => x.floor()),
  [Neg]: unary(({ x }) => x.negated()),
  [Reciprocal]: unary(({ x }) => x.reciprocal()),
  [Relu]: unary(({ x }) => x.max(0)),
  [Relu6]: unary(({ x }) => x.max(0).min(6)),
  [Rsqrt]: unary(({ x }) => x.root().reciprocal()),
  [Sqrt]: unary(({ x }) => x.root()),
  [Square]: unary(({ x }) => x.squared()),
  // NaN stays NaN.
  [Step]: unary(({ x, alpha }) => x.above(0).choose(1, x.atLeast(x).choose(alpha, x)), ['alpha']),
  [LeakyRelu]: unary(({ x, alpha }) => x.below(0).choose(x.times(alpha), x), ['alpha']),
  [ClipByValue]: unary(
    ({ x, clipValueMin, clipValueMax }) =>
      x.above(clipValueMax).choose(clipValueMax, x.below(clipValueMin).choose(clipValueMin, x)),
    ['clipValueMin', 'clipValueMax'],
  ),
}
