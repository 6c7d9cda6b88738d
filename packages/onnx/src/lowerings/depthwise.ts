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
import { composite } from '../composite/composite'
import type { Attributes } from '../graph/attributes'
import type { Graph } from '../graph/graph'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { activate, type ActivationAttrs } from './activate'
import { windowAttributes, windowsOf, withoutSurplus, withSurplus, type Windows } from './conv-geometry'

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
  const { batch, out, outChannels } = windows
  const result = { shape: [batch, ...out, outChannels], dtype: x.dtype }
  return composite(
    graph,
    'Convolution',
    [withoutSurplus(graph, x, windows), filter],
    result,
    depthwiseAttributes(windows),
  )
}

function filterGradient(graph: Graph, x: Value, dy: Value, windows: Windows): Value {
  const { kernel, inChannels, outChannels } = windows
  const result = { shape: [...kernel, inChannels, outChannels / inChannels], dtype: x.dtype }
  const image = withoutSurplus(graph, x, windows)
  return composite(graph, 'ConvolutionFilterGradient', [image, dy], result, depthwiseAttributes(windows))
}

function inputGradient(graph: Graph, dy: Value, filter: Value, windows: Windows): Value {
  const { batch, image, inChannels } = windows
  const result = { shape: [batch, ...image, inChannels], dtype: dy.dtype }
  const dx = composite(graph, 'ConvolutionInputGradient', [dy, filter], result, depthwiseAttributes(windows))
  return withSurplus(graph, dx, windows)
}

function depthwiseAttributes(windows: Windows): Attributes {
  return { ...windowAttributes(windows), depthwise: 1 }
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
