import {
  backend_util,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { windowsOf, withoutSurplus, withSurplus, type Windows } from './conv-geometry'
import { channelsFirst, channelsLast, transposed } from './conv-layout'

type Shape4D = [number, number, number, number]

interface GradientAttrs extends Pick<Conv2DBackpropFilterAttrs, 'strides' | 'pad' | 'dimRoundingMode'> {
  readonly dataFormat: 'NHWC' | 'NCHW'
}

function gradientWindows(
  kernel: string,
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: GradientAttrs,
) {
  const { strides, pad, dimRoundingMode, dataFormat } = attrs
  return windowsOf(
    kernel,
    backend_util.computeConv2DInfo(
      xShape as Shape4D,
      filterShape as Shape4D,
      strides,
      1,
      pad,
      dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(dataFormat),
    ),
  )
}

/**
 * The gradient by the filter: a convolution of x with dy, where channels and examples change places. What was a stride is
 * now the distance between the taps.
 */
function filterGradient(graph: Graph, x: Value, dy: Value, windows: Windows): Value {
  const { inChannels, outChannels, out, kernel, strides, pads, unread } = windows
  const spatial = [kernel[0] + unread[0], kernel[1] + unread[1]]
  const swapped = [3, 0, 1, 2]
  const wide = graph.node(
    'Conv',
    [transposed(graph, withoutSurplus(graph, x, windows), swapped), transposed(graph, dy, swapped)],
    { shape: [inChannels, outChannels, ...spatial], dtype: 'float32' },
    { attributes: { kernel_shape: out, dilations: strides, pads } },
  )
  return transposed(graph, cropped(graph, wide, kernel), [2, 3, 0, 1])
}

/** The first rows and columns of `[…, …, H, W]`. */
export function cropped(graph: Graph, value: Value, [height, width]: readonly [number, number]): Value {
  if (value.shape[2] === height && value.shape[3] === width) return value
  return graph.node(
    'Slice',
    [value, graph.int64s([0, 0]), graph.int64s([height, width]), graph.int64s([2, 3])],
    { shape: [...value.shape.slice(0, 2), height, width], dtype: value.dtype },
  )
}

function inputGradient(graph: Graph, dy: Value, filter: Value, windows: Windows): Value {
  const { batch, inChannels, image, kernel, strides, pads, unread } = windows
  const dx = graph.node(
    'ConvTranspose',
    [channelsFirst(graph, dy), transposed(graph, filter, [3, 2, 0, 1])],
    { shape: [batch, inChannels, ...image], dtype: 'float32' },
    { attributes: { kernel_shape: kernel, strides, pads, output_padding: unread } },
  )
  return withSurplus(graph, channelsLast(graph, dx), windows)
}

export const convGradients: LoweringTable = {
  [Conv2DBackpropFilter]: lowering<{ x: Value; dy: Value }, Conv2DBackpropFilterAttrs>(
    ({ inputs: { x, dy }, attrs, graph }) =>
      filterGradient(graph, x, dy, gradientWindows(Conv2DBackpropFilter, x.shape, attrs.filterShape, attrs)),
  ),
  [Conv2DBackpropInput]: lowering<{ dy: Value; filter: Value }, Conv2DBackpropInputAttrs>(
    ({ inputs: { dy, filter }, attrs, graph }) =>
      inputGradient(
        graph,
        dy,
        filter,
        gradientWindows(Conv2DBackpropInput, attrs.inputShape, filter.shape, attrs),
      ),
  ),
}
