import {
  Transpose,
  type BatchMatMulAttrs,
  type KernelBackend,
  type KernelFunc,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { matrixProduct, type MatrixProduct } from './matrix-product'
import { runWasmKernel } from './run-wasm-kernel'

/**
 * Transposes the operands first and multiplies then. The stock kernel leaves plain products of single matrices to
 * XNNPACK; all else runs in a loop that is about ten times slower.
 */
export function batchMatMul(stock: KernelFunc): KernelFunc {
  return (call) => {
    const { inputs, backend } = call
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo }
    const attrs = call.attrs as NamedAttrMap & BatchMatMulAttrs
    const { transposeA, transposeB } = attrs
    const transposed = transposeA || transposeB
    if (
      !transposed ||
      a.dtype !== 'float32' ||
      b.dtype !== 'float32' ||
      !paysOff(matrixProduct(a, b, attrs))
    ) {
      return stock(call)
    }
    const left = transposeA ? transpose(a, backend) : a
    const right = transposeB ? transpose(b, backend) : b
    const product = stock({
      inputs: { a: left, b: right },
      backend,
      attrs: { transposeA: false, transposeB: false },
    })
    if (transposeA) (backend as KernelBackend).disposeData(left.dataId)
    if (transposeB) (backend as KernelBackend).disposeData(right.dataId)
    return product
  }
}

/** Measured: below these bounds, transposing and XNNPACK's packing of the right matrix cost more than they save. */
function paysOff({ rows, inner, columns, single }: MatrixProduct): boolean {
  return single && rows >= 12 && columns >= 2 && rows * inner * columns >= 8192
}

function transpose(x: TensorInfo, backend: object): TensorInfo {
  const last = x.shape.length - 1
  const perm = x.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis))
  return runWasmKernel(Transpose, backend, { x }, { perm })
}
