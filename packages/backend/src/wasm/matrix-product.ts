import { util, type BatchMatMulAttrs, type TensorInfo } from '@tensorflow/tfjs-core'

/** A product of `[rows, inner]` and `[inner, columns]`, as it is after the transposes. */
export interface MatrixProduct {
  readonly rows: number
  readonly inner: number
  readonly columns: number
  /** One matrix on each side, and not a batch of them. */
  readonly single: boolean
}

export function matrixProduct(
  a: TensorInfo,
  b: TensorInfo,
  { transposeA, transposeB }: BatchMatMulAttrs,
): MatrixProduct {
  const [aHeight = 1, aWidth = 1] = a.shape.slice(-2)
  const [bHeight = 1, bWidth = 1] = b.shape.slice(-2)
  return {
    rows: transposeA ? aWidth : aHeight,
    inner: transposeA ? aHeight : aWidth,
    columns: transposeB ? bHeight : bWidth,
    single:
      util.sizeFromShape(a.shape) === aHeight * aWidth && util.sizeFromShape(b.shape) === bHeight * bWidth,
  }
}
