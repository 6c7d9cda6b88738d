import {
  backend_util,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  type Conv2DBackpropFilterAttrs,
  type Conv2DBackpropInputAttrs,
} from '@tensorflow/tfjs-core'
import { composite } from '../composite/composite'
import type { Graph } from '../graph/graph'
import { sameShape } from '../graph/shapes'
import { cannotLower, lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { windowAttributes, windowsOf, withoutSurplus, withSurplus, type Windows } from './conv-geometry'

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

function filterGradient(graph: Graph, x: Value, dy: Value, windows: Windows): Value {
  const { kernel, inChannels, outChannels } = windows
  const image = withoutSurplus(graph, x, windows)
  const result = { shape: [...kernel, inChannels, outChannels], dtype: x.dtype }
  return composite(graph, 'ConvolutionFilterGradient', [image, dy], result, windowAttributes(windows))
}

function inputGradient(graph: Graph, dy: Value, filter: Value, windows: Windows): Value {
  const { batch, image, inChannels } = windows
  const result = { shape: [batch, ...image, inChannels], dtype: dy.dtype }
  const dx = composite(graph, 'ConvolutionInputGradient', [dy, filter], result, windowAttributes(windows))
  return withSurplus(graph, dx, windows)
}

export const convGradients: LoweringTable = {
  [Conv2DBackpropFilter]: lowering<{ x: Value; dy: Value }, Conv2DBackpropFilterAttrs>(
    ({ inputs: { x, dy }, attrs, graph }) =>
      filterGradient(graph, x, dy, gradientWindows(Conv2DBackpropFilter, x.shape, attrs.filterShape, attrs)),
  ),
  [Conv2DBackpropInput]: lowering<{ dy: Value; filter: Value }, Conv2DBackpropInputAttrs>(
    ({ inputs: { dy, filter }, attrs, graph }) => {
      const windows = gradientWindows(Conv2DBackpropInput, attrs.inputShape, filter.shape, attrs)
      const [, ...size] = dy.shape.slice(0, 3)
      // A transposed convolution may be given an image of another size than the padding makes.
      if (!sameShape(size, windows.out)) {
        throw cannotLower(
          Conv2DBackpropInput,
          `a gradient of ${size.join('×')} where ${windows.out.join('×')} fit`,
        )
      }
      return inputGradient(graph, dy, filter, windows)
    },
  ),
}
