import {
  backend_util,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { visitPlaces } from './depthwise-places'
import { computeOnHeap } from './heap'

type Shape4D = [number, number, number, number]
type Forward = Omit<DepthwiseConv2dNativeBackpropFilterAttrs, 'filterShape'>

/** Output channel c·multiplier + q is input channel c through filter q. */
function depthwise(
  inputShape: Shape4D,
  filterShape: Shape4D,
  { strides, dilations, pad, dimRoundingMode }: Forward,
) {
  return backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    true,
  )
}

/** The gradient of a depthwise convolution by its filter: dw[tap, c, q] = Σ x[…, c] · dy[…, c·multiplier + q]. */
export const depthwiseBackpropFilter: KernelConfig = {
  kernelName: DepthwiseConv2dNativeBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo }
    const { filterShape, ...forward } = attrs as unknown as DepthwiseConv2dNativeBackpropFilterAttrs
    const convolution = depthwise(x.shape as Shape4D, filterShape, forward)
    const [, , channels, multiplier] = filterShape
    return computeOnHeap(backend, { shape: filterShape, dtype: 'float32' }, { x, dy }, (dw, views) => {
      visitPlaces(convolution, (atX, atDy, tap) => {
        for (let channel = 0; channel < channels; channel++) {
          const value = views.x[atX + channel]!
          for (let q = 0; q < multiplier; q++) {
            const out = channel * multiplier + q
            dw[tap + out]! += value * views.dy[atDy + out]!
          }
        }
      })
    })
  },
}

/** The gradient of a depthwise convolution by its input: dx[…, c] = Σ w[tap, c, q] · dy[…, c·multiplier + q]. */
export const depthwiseBackpropInput: KernelConfig = {
  kernelName: DepthwiseConv2dNativeBackpropInput,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo }
    const { inputShape, ...forward } = attrs as unknown as DepthwiseConv2dNativeBackpropInputAttrs
    const filterShape = filter.shape as Shape4D
    const convolution = depthwise(inputShape, filterShape, forward)
    const [, , channels, multiplier] = filterShape
    return computeOnHeap(backend, { shape: inputShape, dtype: 'float32' }, { dy, filter }, (dx, views) => {
      visitPlaces(convolution, (atX, atDy, tap) => {
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0
          for (let q = 0; q < multiplier; q++) {
            const out = channel * multiplier + q
            sum += views.filter[tap + out]! * views.dy[atDy + out]!
          }
          dx[atX + channel]! += sum
        }
      })
    })
  },
}
