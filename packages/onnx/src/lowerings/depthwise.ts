import {
  backend_util,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedDepthwiseConv2D,
  type DepthwiseConv2dNativeAttrs,
  type DepthwiseConv2dNativeBackpropFilterAttrs,
  type DepthwiseConv2dNativeBackpropInputAttrs,
  type FusedDepthwiseConv2DAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { activate, type ActivationAttrs } from './activate'
import { windowsOf, withoutSurplus, withSurplus, type Windows } from './conv-geometry'
import { cropped } from './conv-gradients'
import { channelsFirst, channelsLast, reshaped, transposed } from './conv-layout'

type Shape4D = [number, number, number, number]

interface WindowAttrs
  extends Pick<DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dimRoundingMode' | 'dilations'> {
  /** The gradients have none: they know NHWC alone. */
  readonly dataFormat?: 'NHWC' | 'NCHW'
}

function depthwiseWindows(
  kernel: string,
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode, dilations, dataFormat = 'NHWC' }: WindowAttrs,
): Windows {
  if (dataFormat !== 'NHWC') throw cannotLower(kernel, `dataFormat ${dataFormat}`)
  return windowsOf(
    kernel,
    backend_util.computeConv2DInfo(
      xShape as Shape4D,
      filterShape as Shape4D,
      strides,
      // Programs that were written for older versions leave it out.
      (dilations as WindowAttrs['dilations'] | null | undefined) ?? 1,
      pad,
      dimRoundingMode,
      true,
    ),
  )
}

/** The windows of a gradient: TensorFlow.js has none for dilated ones. */
function gradientWindows(...given: Parameters<typeof depthwiseWindows>): Windows {
  const windows = depthwiseWindows(...given)
  if (windows.dilations.some((dilation) => dilation !== 1)) throw cannotLower(given[0], 'dilations')
  return windows
}

/** x `[B, H, W, I]` with filter `[h, w, I, m]`: `[B, H', W', I·m]`, each channel by itself. */
function depthwise(graph: Graph, x: Value, filter: Value, windows: Windows): Value {
  const { batch, inChannels, outChannels, out, kernel, strides, dilations, pads } = windows
  const perChannel = reshaped(graph, transposed(graph, filter, [2, 3, 0, 1]), [outChannels, 1, ...kernel])
  const result = graph.node(
    'Conv',
    [channelsFirst(graph, withoutSurplus(graph, x, windows)), perChannel],
    { shape: [batch, outChannels, ...out], dtype: x.dtype },
    { attributes: { kernel_shape: kernel, strides, dilations, pads, group: inChannels } },
  )
  return channelsLast(graph, result)
}

/** The gradient by the filter: each channel of x, its examples side by side as channels, convolved with its part of dy. */
function filterGradient(graph: Graph, x: Value, dy: Value, windows: Windows): Value {
  const { batch, inChannels, outChannels, image, out } = windows
  const { kernel, strides, pads, unread } = windows
  const swapped = [3, 0, 1, 2]
  const examples = reshaped(graph, transposed(graph, withoutSurplus(graph, x, windows), swapped), [
    1,
    inChannels * batch,
    ...image,
  ])
  const wide = graph.node(
    'Conv',
    [examples, transposed(graph, dy, swapped)],
    { shape: [1, outChannels, kernel[0] + unread[0], kernel[1] + unread[1]], dtype: 'float32' },
    { attributes: { kernel_shape: out, dilations: strides, pads, group: inChannels } },
  )
  const gradient = reshaped(graph, cropped(graph, wide, kernel), [
    inChannels,
    outChannels / inChannels,
    ...kernel,
  ])
  return transposed(graph, gradient, [2, 3, 0, 1])
}

function inputGradient(graph: Graph, dy: Value, filter: Value, windows: Windows): Value {
  const { batch, inChannels, image, kernel, strides, pads, unread } = windows
  const dx = graph.node(
    'ConvTranspose',
    [
      channelsFirst(graph, dy),
      reshaped(graph, transposed(graph, filter, [2, 3, 0, 1]), [windows.outChannels, 1, ...kernel]),
    ],
    { shape: [batch, inChannels, ...image], dtype: 'float32' },
    { attributes: { kernel_shape: kernel, strides, pads, output_padding: unread, group: inChannels } },
  )
  return withSurplus(graph, channelsLast(graph, dx), windows)
}

export const depthwiseConvolutions: LoweringTable = {
  [DepthwiseConv2dNative]: lowering<{ x: Value; filter: Value }, DepthwiseConv2dNativeAttrs>(
    ({ inputs: { x, filter }, attrs, graph }) => {
      if (x.dtype !== 'float32') throw cannotLower(DepthwiseConv2dNative, `${x.dtype} numbers`)
      return depthwise(
        graph,
        x,
        filter,
        depthwiseWindows(DepthwiseConv2dNative, x.shape, filter.shape, attrs),
      )
    },
  ),
  [FusedDepthwiseConv2D]: lowering<
    { x: Value; filter: Value; bias?: Value; preluActivationWeights?: Value },
    FusedDepthwiseConv2DAttrs & ActivationAttrs
  >(({ inputs: { x, filter, bias, preluActivationWeights }, attrs, graph }) => {
    const windows = depthwiseWindows(FusedDepthwiseConv2D, x.shape, filter.shape, attrs)
    const plain = depthwise(graph, x, filter, windows)
    const shifted = bias === undefined ? plain : graph.node('Add', [plain, bias], plain)
    return activate(graph, FusedDepthwiseConv2D, shifted, attrs, preluActivationWeights)
  }),
  [DepthwiseConv2dNativeBackpropFilter]: lowering<
    { x: Value; dy: Value },
    DepthwiseConv2dNativeBackpropFilterAttrs
  >(({ inputs: { x, dy }, attrs, graph }) =>
    filterGradient(
      graph,
      x,
      dy,
      gradientWindows(DepthwiseConv2dNativeBackpropFilter, x.shape, attrs.filterShape, attrs),
    ),
  ),
  [DepthwiseConv2dNativeBackpropInput]: lowering<
    { dy: Value; filter: Value },
    DepthwiseConv2dNativeBackpropInputAttrs
  >(({ inputs: { dy, filter }, attrs, graph }) =>
    inputGradient(
      graph,
      dy,
      filter,
      gradientWindows(DepthwiseConv2dNativeBackpropInput, attrs.inputShape, filter.shape, attrs),
    ),
  ),
}
