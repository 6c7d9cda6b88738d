import { AvgPoolGrad, MaxPoolGrad, type AvgPoolGradAttrs, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { withoutSurplus, withSurplus, type Windows } from './conv-geometry'
import { channelsFirst, channelsLast, reshaped } from './conv-layout'
import { poolWindows } from './pool'

/** Where the maximum of each window lies in `[B, C, H, W]`, as one number; of equal ones, the first. */
function maximumPlaces(graph: Graph, x: Value, windows: Windows): Value {
  const { batch, outChannels, out, kernel, strides, pads } = windows
  const shape = [batch, outChannels, ...out]
  const [, places] = graph.severalResults(
    'MaxPool',
    [x],
    [
      { shape, dtype: x.dtype },
      { shape, dtype: 'int64' },
    ],
    { attributes: { kernel_shape: kernel, strides, pads } },
  )
  return places as Value
}

/** The gradient of a window goes to its maximum; where windows overlap, gradients add up. */
function maximumGradient(graph: Graph, dy: Value, input: Value, windows: Windows): Value {
  const x = channelsFirst(graph, withoutSurplus(graph, input, windows))
  const size = sizeOf(x.shape)
  const flat = (value: Value) => reshaped(graph, value, [sizeOf(value.shape)])
  const zeros = graph.node('ConstantOfShape', [graph.int64s([size])], { shape: [size], dtype: 'float32' })
  const scattered = graph.node(
    'ScatterElements',
    [zeros, flat(maximumPlaces(graph, x, windows)), flat(channelsFirst(graph, dy))],
    zeros,
    { attributes: { axis: 0, reduction: 'add' } },
  )
  return withSurplus(graph, channelsLast(graph, reshaped(graph, scattered, x.shape)), windows)
}

/**
 * Every element of a window gets the same share: one of height times width, also in windows that reach into the padding,
 * as TensorFlow.js's kernels have it.
 */
function meanGradient(graph: Graph, dy: Value, windows: Windows): Value {
  const { batch, inChannels, image, kernel, strides, pads, unread } = windows
  const share = graph.constant(
    new Float32Array(inChannels * sizeOf(kernel)).fill(1 / sizeOf(kernel)),
    [inChannels, 1, ...kernel],
    'float32',
  )
  const dx = graph.node(
    'ConvTranspose',
    [channelsFirst(graph, dy), share],
    { shape: [batch, inChannels, ...image], dtype: 'float32' },
    { attributes: { kernel_shape: kernel, strides, pads, output_padding: unread, group: inChannels } },
  )
  return withSurplus(graph, channelsLast(graph, dx), windows)
}

export const poolGradients: LoweringTable = {
  [MaxPoolGrad]: lowering<{ dy: Value; input: Value; output: Value }, MaxPoolGradAttrs>(
    ({ inputs: { dy, input }, attrs, graph }) =>
      maximumGradient(graph, dy, input, poolWindows(MaxPoolGrad, input, attrs)),
  ),
  [AvgPoolGrad]: lowering<{ dy: Value; input: Value }, AvgPoolGradAttrs>(
    ({ inputs: { dy, input }, attrs, graph }) =>
      meanGradient(graph, dy, poolWindows(AvgPoolGrad, input, attrs)),
  ),
}
