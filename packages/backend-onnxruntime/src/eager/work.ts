import {
  _FusedMatMul,
  BatchMatMul,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'

/** How much a kernel has to do with what it is given. */
export type Work = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined) => number

export function workOf(kernel: string): Work {
  return kernel === BatchMatMul || kernel === _FusedMatMul ? multiplications : elements
}

/** Elements of the largest input. */
export function elements(inputs: NamedTensorInfoMap): number {
  let most = 0
  for (const name in inputs) {
    const tensor = inputs[name] as TensorInfo | null | undefined
    if (tensor === null || tensor === undefined) continue
    let size = 1
    for (const length of tensor.shape) size *= length
    if (size > most) most = size
  }
  return most
}

/** Of a product of matrices. */
function multiplications(inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): number {
  const { a, b } = inputs as { a: TensorInfo; b: TensorInfo }
  const columns = b.shape.at(attrs?.['transposeB'] === true ? -2 : -1) ?? 1
  return elements({ a }) * columns
}
