import {
  backend_util,
  Conv2D,
  Conv2DBackpropFilter,
  Slice,
  Transpose,
  type Conv2DBackpropFilterAttrs,
  type KernelConfig,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { consume, runWasmKernel } from './run-wasm-kernel'

/** TensorFlow.js's own gradient of `conv2d` refuses dilations, so it never hands any over; who calls the kernel can. */
interface Attrs extends Conv2DBackpropFilterAttrs {
  readonly dilations?: number | [number, number]
}

/**
 * The gradient of a convolution by its filter:
 *
 *     dw[u, v, c, o] = Σ_{b,i,j} x[b, u·dilation + i·stride − top, v·dilation + j·stride − left, c] · dy[b, i, j, o]
 *
 * which is itself a convolution: of x with channels for examples, by dy, whose taps lie `stride` apart, in steps of
 * `dilation`.
 */
export const conv2DBackpropFilter: KernelConfig = {
  kernelName: Conv2DBackpropFilter,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo }
    const forward = attrs as unknown as Attrs
    const convolution = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      forward.filterShape,
      forward.strides,
      forward.dilations ?? 1,
      forward.pad,
      forward.dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(forward.dataFormat),
    )
    const { batchSize, inChannels, inHeight, inWidth, outHeight, outWidth, padInfo } = convolution
    const { effectiveFilterHeight, effectiveFilterWidth, strideHeight, strideWidth } = convolution
    const { dilationHeight, dilationWidth } = convolution

    // How much further the last window reaches than x does; below 0, that much of x's end was never looked at.
    const bottom = (outHeight - 1) * strideHeight + effectiveFilterHeight - padInfo.top - inHeight
    const right = (outWidth - 1) * strideWidth + effectiveFilterWidth - padInfo.left - inWidth
    const size = [batchSize, inHeight + Math.min(bottom, 0), inWidth + Math.min(right, 0), inChannels]
    const pad = [
      [0, 0],
      [padInfo.top, Math.max(bottom, 0)],
      [padInfo.left, Math.max(right, 0)],
      [0, 0],
    ]

    const seen = runWasmKernel(Slice, backend, { x }, { begin: [0, 0, 0, 0], size })
    const examples = consume(Transpose, backend, { x: seen }, { perm: [3, 1, 2, 0] })
    const taps = runWasmKernel(Transpose, backend, { x: dy }, { perm: [1, 2, 0, 3] })
    const gradient = consume(Conv2D, backend, { x: examples, filter: taps }, {
      strides: [dilationHeight, dilationWidth],
      dilations: [strideHeight, strideWidth],
      pad,
      dataFormat: 'NHWC',
    } as unknown as NamedAttrMap)
    return consume(Transpose, backend, { x: gradient }, { perm: [1, 2, 0, 3] })
  },
}
