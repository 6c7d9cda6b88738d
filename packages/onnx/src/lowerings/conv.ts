import {
  backend_util,
  Conv2D,
  FusedConv2D,
  type Conv2DAttrs,
  type FusedConv2DAttrs,
} from '@tensorflow/tfjs-core'
import { composite } from '../composite/composite'
import type { Graph } from '../graph/graph'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { activate, type ActivationAttrs } from './activate'
import { windowAttributes, windowsOf, withoutSurplus, type Windows } from './conv-geometry'

type Shape4D = [number, number, number, number]

/** Windows of a 2D convolution; throws where it has no ONNX form. */
function convWindows(kernel: string, x: Value, filter: Value, attrs: Conv2DAttrs): Windows {
  if (x.dtype !== 'float32' || filter.dtype !== 'float32') throw cannotLower(kernel, `${x.dtype} numbers`)
  const { strides, dilations, pad, dimRoundingMode, dataFormat } = attrs
  return windowsOf(
    kernel,
    backend_util.computeConv2DInfo(
      x.shape as Shape4D,
      filter.shape as Shape4D,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      false,
      backend_util.convertConv2DDataFormat(dataFormat),
    ),
  )
}

/** x `[B, H, W, I]` with filter `[h, w, I, O]`: `[B, H', W', O]`. */
function convolution(graph: Graph, x: Value, filter: Value, windows: Windows): Value {
  const { batch, outChannels, out } = windows
  return composite(
    graph,
    'Convolution',
    [withoutSurplus(graph, x, windows), filter],
    { shape: [batch, ...out, outChannels], dtype: x.dtype },
    windowAttributes(windows),
  )
}

export const conv: LoweringTable = {
  [Conv2D]: lowering<{ x: Value; filter: Value }, Conv2DAttrs>(({ inputs: { x, filter }, attrs, graph }) =>
    convolution(graph, x, filter, convWindows(Conv2D, x, filter, attrs)),
  ),
  [FusedConv2D]: lowering<
    { x: Value; filter: Value; bias?: Value; preluActivationWeights?: Value },
    FusedConv2DAttrs & ActivationAttrs
  >(({ inputs: { x, filter, bias, preluActivationWeights }, attrs, graph }) => {
    const plain = convolution(graph, x, filter, convWindows(FusedConv2D, x, filter, attrs))
    const shifted = bias === undefined ? plain : graph.node('Add', [plain, bias], plain)
    return activate(graph, FusedConv2D, shifted, attrs, preluActivationWeights)
  }),
}
