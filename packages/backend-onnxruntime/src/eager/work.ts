import {
  _FusedMatMul,
  BatchMatMul,
  Slice,
  slice_util,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type SliceAttrs,
  type TensorInfo,
} from '@tensorflow/tfjs-core'

/** How much a kernel has to do with what it is given. */
export type Work = (inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined) => number

export function workOf(kernel: string): Work {
  return special[kernel] ?? elements
}

const special: Readonly<Record<string, Work>> = {
  [BatchMatMul]: multiplications,
  [_FusedMatMul]: multiplications,
  [Slice]: copied,
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

/** The cpu kernel gives a part that lies together as a view. */
function copied(inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): number {
  const { shape } = inputs['x'] as TensorInfo
  const { begin, size } = attrs as unknown as SliceAttrs
  const [first, count] = slice_util.parseSliceParams({ shape } as never, begin, size)
  return slice_util.isSliceContinous(shape, first as number[], count as number[]) ? 0 : elements(inputs)
}
