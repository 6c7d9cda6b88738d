import type { backend_util } from '@tensorflow/tfjs-core'
import { cannotLower } from '../lowering'

/** Where the windows of a convolution or a pool lie: what TensorFlow.js computed, as ONNX takes it. */
export interface Windows {
  readonly batch: number
  readonly inHeight: number
  readonly inWidth: number
  readonly inChannels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly outChannels: number
  /** Height and width of a window. */
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** Top, left, bottom, right: no more than the last window reaches. */
  readonly pads: readonly [number, number, number, number]
  /** Rows below and columns right of the last window, with the padding: none of them is read. */
  readonly unread: readonly [number, number]
}

/** The windows that a kernel has; throws where they cannot be said in ONNX. */
export function windowsOf(kernel: string, info: backend_util.Conv2DInfo): Windows {
  const { top, left } = info.padInfo
  if (info.dataFormat !== 'channelsLast') throw cannotLower(kernel, 'dataFormat NCHW')
  if (![top, left].every((pad) => Number.isInteger(pad) && pad >= 0)) {
    throw cannotLower(kernel, `a padding of ${top} and ${left}`)
  }
  const reach = (out: number, stride: number, extent: number) => (out - 1) * stride + extent
  const below = reach(info.outHeight, info.strideHeight, info.effectiveFilterHeight) - info.inHeight - top
  const right = reach(info.outWidth, info.strideWidth, info.effectiveFilterWidth) - info.inWidth - left
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, Math.max(0, below), Math.max(0, right)],
    unread: [Math.max(0, -below), Math.max(0, -right)],
  }
}
