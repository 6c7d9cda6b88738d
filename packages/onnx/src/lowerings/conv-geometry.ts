import type { backend_util } from '@tensorflow/tfjs-core'
import type { Attributes } from '../graph/attributes'
import type { Graph } from '../graph/graph'
import { cannotLower } from '../lowering'
import type { Value } from '../value'

/** Where the windows of a convolution or a pool lie: what TensorFlow.js computed, as ONNX takes it. */
export interface Windows {
  readonly batch: number
  /** Height and width of the image, without what `surplus` counts. */
  readonly image: readonly [number, number]
  readonly inChannels: number
  /** Height and width of the result. */
  readonly out: readonly [number, number]
  readonly outChannels: number
  /** Height and width of a window. */
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** Top, left, bottom, right: no more than the last window reaches. */
  readonly pads: readonly [number, number, number, number]
  /** Last rows and columns of the image that no window reaches; fewer than a stride. */
  readonly unread: readonly [number, number]
  /** Rows and columns after these, of an image that has room for more windows than TensorFlow.js takes. */
  readonly surplus: readonly [number, number]
}

/** The windows that a kernel has; throws where they cannot be said in ONNX. */
export function windowsOf(kernel: string, info: backend_util.Conv2DInfo): Windows {
  const { top, left } = info.padInfo
  if (info.dataFormat !== 'channelsLast') throw cannotLower(kernel, 'dataFormat NCHW')
  if (![top, left].every((pad) => Number.isInteger(pad) && pad >= 0)) {
    throw cannotLower(kernel, `a padding of ${top} and ${left}`)
  }
  const rows = end(info.inHeight, info.outHeight, info.strideHeight, info.effectiveFilterHeight, top)
  const columns = end(info.inWidth, info.outWidth, info.strideWidth, info.effectiveFilterWidth, left)
  if (rows.surplus >= info.inHeight || columns.surplus >= info.inWidth) {
    throw cannotLower(kernel, 'windows that see nothing of the image')
  }
  return {
    batch: info.batchSize,
    image: [info.inHeight - rows.surplus, info.inWidth - columns.surplus],
    inChannels: info.inChannels,
    out: [info.outHeight, info.outWidth],
    outChannels: info.outChannels,
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, rows.pad, columns.pad],
    unread: [rows.unread, columns.unread],
    surplus: [rows.surplus, columns.surplus],
  }
}

/** The windows as attributes of a composite node. */
export function windowAttributes({ kernel, strides, dilations, pads, unread }: Windows): Attributes {
  return { kernel_shape: kernel, strides, dilations, pads, unread }
}

/**
 * How the last window lies to the end of the image. With a number as padding, TensorFlow.js counts the windows of a row
 * with the height and the stride that windows have in a column.
 */
function end(length: number, count: number, stride: number, extent: number, before: number) {
  const beyond = (count - 1) * stride + extent - before - length
  if (beyond >= 0) return { pad: beyond, unread: 0, surplus: 0 }
  return -beyond < stride ? { pad: 0, unread: -beyond, surplus: 0 } : { pad: 0, unread: 0, surplus: -beyond }
}

/** The part of an image `[B, H, W, C]` that is looked at. */
export function withoutSurplus(
  graph: Graph,
  x: Value,
  { image, surplus, inChannels, batch }: Windows,
): Value {
  if (surplus[0] === 0 && surplus[1] === 0) return x
  const range = [graph.int64s([0, 0]), graph.int64s(image), graph.int64s([1, 2])]
  return graph.node('Slice', [x, ...range], { shape: [batch, ...image, inChannels], dtype: x.dtype })
}

/** The gradient of an image of which only a part was looked at. */
export function withSurplus(graph: Graph, dx: Value, { image, surplus, inChannels, batch }: Windows): Value {
  if (surplus[0] === 0 && surplus[1] === 0) return dx
  const shape = [batch, image[0] + surplus[0], image[1] + surplus[1], inChannels]
  return graph.node('Pad', [dx, graph.int64s([0, 0, 0, 0, 0, ...surplus, 0])], { shape, dtype: dx.dtype })
}
