import {
  _FusedMatMul,
  BatchMatMul,
  type _FusedMatMulAttrs,
  type BatchMatMulAttrs,
  type BatchMatMulInputs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { broadcastShape, shapeIndices, sizeOf } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { activate, type ActivationAttrs } from './activate'

/** a·b over the last two axes, either transposed; the axes before broadcast. */
export function product(graph: Graph, a: Value, b: Value, transposeA: boolean, transposeB: boolean): Value {
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 1
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 1
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const result = { shape: [...batch, rows, columns], dtype: a.dtype }
  if (sizeOf(a.shape.slice(0, -2)) === 1 && sizeOf(b.shape.slice(0, -2)) === 1) {
    const attributes = { transA: Number(transposeA), transB: Number(transposeB) }
    const flat = { shape: [rows, columns], dtype: a.dtype }
    const gemm = graph.node('Gemm', [asMatrix(graph, a), asMatrix(graph, b)], flat, { attributes })
    return batch.length === 0 ? gemm : graph.node('Reshape', [gemm, graph.int64s(result.shape)], result)
  }
  const turned = (value: Value, transpose: boolean) => (transpose ? swapLast(graph, value) : value)
  return graph.node('MatMul', [turned(a, transposeA), turned(b, transposeB)], result)
}

function asMatrix(graph: Graph, value: Value): Value {
  if (value.shape.length === 2) return value
  const shape = value.shape.slice(-2)
  return graph.node('Reshape', [value, graph.int64s(shape)], { shape, dtype: value.dtype })
}

function swapLast(graph: Graph, value: Value): Value {
  const perm = shapeIndices(value.shape.length)
  perm.push(...perm.splice(-2).reverse())
  const shape = perm.map((axis) => value.shape[axis] as number)
  return graph.node('Transpose', [value], { shape, dtype: value.dtype }, { attributes: { perm } })
}

export const products: LoweringTable = {
  [BatchMatMul]: lowering<Record<keyof BatchMatMulInputs, Value>, BatchMatMulAttrs>(
    ({ inputs: { a, b }, attrs, graph }) => {
      if (a.dtype !== 'float32') throw cannotLower(BatchMatMul, `a product of ${a.dtype}`)
      return product(graph, a, b, attrs.transposeA, attrs.transposeB)
    },
  ),
  [_FusedMatMul]: lowering<
    { a: Value; b: Value; bias?: Value; preluActivationWeights?: Value },
    _FusedMatMulAttrs & ActivationAttrs
  >(({ inputs: { a, b, bias, preluActivationWeights }, attrs, graph }) => {
    const plain = product(graph, a, b, attrs.transposeA, attrs.transposeB)
    const shifted = bias === undefined ? plain : graph.node('Add', [plain, bias], plain)
    return activate(graph, _FusedMatMul, shifted, attrs, preluActivationWeights)
  }),
}
