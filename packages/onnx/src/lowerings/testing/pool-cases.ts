import { AvgPool, AvgPoolGrad, MaxPool, MaxPoolGrad, MaxPoolWithArgmax } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { exactFloat, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'
import { poolInfo, windowCase, type WindowCase } from '../../testing/window-arbitraries'

/** Windows that see at least one element: in the others, cpu's mean is 0/0 and its maximum −∞. */
function seesImage(given: WindowCase): boolean {
  const { padInfo, outHeight, outWidth, inHeight, inWidth } = poolInfo(given)
  const { filter, attrs } = given
  return (
    padInfo.top < filter[0] &&
    padInfo.left < filter[1] &&
    (outHeight - 1) * attrs.strides[0] - padInfo.top < inHeight &&
    (outWidth - 1) * attrs.strides[1] - padInfo.left < inWidth
  )
}

// Few different numbers, so that windows have more than one maximum.
const forward = windowCase()
  .filter(seesImage)
  .chain(({ inShape, filter, attrs }) =>
    tensorOf('float32', inShape, smallInteger).map((x) => ({
      inputs: { x },
      attrs: { ...attrs, filterSize: filter },
    })),
  )

const gradient = windowCase()
  .filter(seesImage)
  .chain((given) => {
    const { inShape, filter, attrs } = given
    const { outShape } = poolInfo(given)
    return fc.record({
      inputs: fc.record({
        dy: tensorOf('float32', outShape, exactFloat),
        input: tensorOf('float32', inShape, smallInteger),
        output: tensorOf('float32', outShape, smallInteger),
      }),
      attrs: fc.constant({ ...attrs, filterSize: filter }),
    })
  })

/** The kernel of the mean's gradient knows no rounding: it takes whatever fits as a whole. */
const withoutRounding = gradient.filter(({ attrs }) => attrs.dimRoundingMode === undefined)

export const poolCases: CasesByKernel = {
  [MaxPool]: kernelCase(forward),
  [AvgPool]: kernelCase(forward),
}

export const poolGradientCases: CasesByKernel = {
  [MaxPoolGrad]: kernelCase(gradient),
  [AvgPoolGrad]: kernelCase(
    withoutRounding.map(({ inputs: { dy, input }, attrs }) => ({ inputs: { dy, input }, attrs })),
  ),
}

// Of windows that are not square, TensorFlow.js counts too few with some paddings.
const square = forward.filter(({ attrs: { filterSize, strides } }) => {
  return filterSize[0] === filterSize[1] && strides[0] === strides[1]
})

export const poolPlacesCases: CasesByKernel = {
  [MaxPoolWithArgmax]: kernelCase(
    fc.tuple(square, fc.boolean()).map(([{ inputs, attrs }, includeBatchInIndex]) => ({
      inputs,
      // It knows no rounding.
      attrs: {
        filterSize: attrs.filterSize,
        strides: attrs.strides,
        pad: attrs.pad === 'valid' ? 'valid' : 'same',
        includeBatchInIndex,
      },
    })),
  ),
}
