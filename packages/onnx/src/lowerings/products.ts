import {
  _FusedMatMul,
  BatchMatMul,
  type _FusedMatMulAttrs,
  type BatchMatMulAttrs,
  type BatchMatMulInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { broadcastShape, shapeIndices, sizeOf } from '../graph/shapes'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { acceptsAlike } from './accepts'
import { activate, type ActivationAttrs } from './activate'
import { elementwiseNode } from './elementwise-node'
import { filled, reshaped, squeezed, transposed } from './rearranged'

interface Product {
  readonly a: Value
  readonly b: Value
  readonly transposeA: boolean
  readonly transposeB: boolean
  /** Added to the product; broadcasts. */
  readonly bias?: Value | undefined
}

/** a·b over the last two axes, either transposed; the axes before broadcast. */
function product(graph: Graph, given: Product): Value {
  const { a, b, transposeA, transposeB, bias } = given
  const batchA = a.shape.slice(0, -2)
  const batchB = b.shape.slice(0, -2)
  if (a.dtype === 'float32' && sizeOf(batchA) === 1 && sizeOf(batchB) === 1) return single(graph, given)
  const left = turned(graph, a, transposeA)
  const right = turned(graph, sizeOf(batchB) === 1 ? withoutBatch(graph, b) : b, transposeB)
  const shape = [
    ...broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2)),
    left.shape.at(-2) as number,
    right.shape.at(-1) as number,
  ]
  const nothing = left.shape.at(-1) === 0
  // A product of nothing ONNX Runtime leaves as it finds it.
  const plain = nothing
    ? filled(graph, 0, shape, a.dtype as 'float32' | 'int32')
    : graph.node('MatMul', [left, right], { shape, dtype: a.dtype })
  const whole = reshaped(graph, plain, [...broadcastShape(batchA, batchB), ...shape.slice(-2)])
  return bias === undefined ? whole : elementwiseNode(graph, 'Add', [whole, bias])
}

/** A product of two matrices, with what is added to it, is one operation. */
function single(graph: Graph, { a, b, transposeA, transposeB, bias }: Product): Value {
  const left = withoutBatch(graph, a)
  const right = withoutBatch(graph, b)
  const shape = [left.shape.at(transposeA ? 1 : 0) as number, right.shape.at(transposeB ? 0 : 1) as number]
  const attributes = { transA: Number(transposeA), transB: Number(transposeB) }
  const inside = bias !== undefined && bias.shape.length <= 2
  const operands = inside ? [left, right, bias] : [left, right]
  const matrix = graph.node('Gemm', operands, { shape, dtype: a.dtype }, { attributes })
  const whole = reshaped(graph, matrix, [
    ...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)),
    ...shape,
  ])
  return bias === undefined || inside ? whole : elementwiseNode(graph, 'Add', [whole, bias])
}

/** A batch of one without its batch axes. */
function withoutBatch(graph: Graph, value: Value): Value {
  return squeezed(graph, value, shapeIndices(value.shape.length - 2))
}

/** ONNX Runtime takes a Transpose before a product into the product. */
function turned(graph: Graph, value: Value, transpose: boolean): Value {
  if (!transpose) return value
  const perm = shapeIndices(value.shape.length)
  perm.push(...perm.splice(-2).toReversed())
  return transposed(graph, value, perm)
}

export const products: LoweringTable = {
  [BatchMatMul]: lowering<Record<keyof BatchMatMulInputs, Value>, BatchMatMulAttrs>(
    ({ inputs: { a, b }, attrs: { transposeA, transposeB }, graph }) => {
      acceptsAlike(BatchMatMul, ['float32', 'int32'], a, b)
      return product(graph, { a, b, transposeA, transposeB })
    },
  ),
  [_FusedMatMul]: lowering<
    { a: Value; b: Value; bias?: Value; preluActivationWeights?: Value },
    _FusedMatMulAttrs & ActivationAttrs
  >(({ inputs: { a, b, bias, preluActivationWeights }, attrs, graph }) => {
    acceptsAlike(_FusedMatMul, ['float32', 'int32'], a, b, ...(bias === undefined ? [] : [bias]))
    const { transposeA, transposeB } = attrs
    const shifted = product(graph, { a, b, transposeA, transposeB, bias })
    return activate(graph, _FusedMatMul, shifted, attrs, preluActivationWeights)
  }),
}
