import { AvgPoolGrad, MaxPoolGrad, type AvgPoolGradAttrs, type MaxPoolGradAttrs } from '@tensorflow/tfjs-core'
import { composite } from '../composite/composite'
import type { Graph } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import { lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { windowAttributes, withoutSurplus, withSurplus, type Windows } from './conv-geometry'
import { poolWindows } from './pool'

/** The gradient of a window goes to the first of its greatest elements; where windows overlap, gradients add up. */
function maximumGradient(graph: Graph, dy: Value, input: Value, output: Value, windows: Windows): Value {
  const x = withoutSurplus(graph, input, windows)
  return withSurplus(
    graph,
    composite(graph, 'MaxPoolGradient', [dy, x, output], x, windowAttributes(windows)),
    windows,
  )
}

/**
 * Every element of a window gets the same share: one of height times width, also in windows that reach into the padding,
 * as TensorFlow.js's kernels have it.
 */
function meanGradient(graph: Graph, dy: Value, windows: Windows): Value {
  const { batch, image, inChannels, kernel, strides, pads } = windows
  const result = { shape: [batch, ...image, inChannels], dtype: dy.dtype }
  const attributes = windowAttributes(windows)
  const sideBySide =
    kernel.every((length, axis) => length === strides[axis]) && pads.every((pad) => pad === 0)
  if (sideBySide) {
    return withSurplus(graph, composite(graph, 'AveragePoolGradient', [dy], result, attributes), windows)
  }
  const shares = new Float32Array(inChannels * sizeOf(kernel)).fill(1 / sizeOf(kernel))
  const filter = graph.constant(shares, [...kernel, inChannels, 1], 'float32')
  const depthwise = { ...attributes, depthwise: 1 }
  const dx = composite(graph, 'ConvolutionInputGradient', [dy, filter], result, depthwise)
  return withSurplus(graph, dx, windows)
}

export const poolGradients: LoweringTable = {
  [MaxPoolGrad]: lowering<{ dy: Value; input: Value; output: Value }, MaxPoolGradAttrs>(
    ({ inputs: { dy, input, output }, attrs, graph }) =>
      maximumGradient(graph, dy, input, output, poolWindows(MaxPoolGrad, input, attrs)),
  ),
  [AvgPoolGrad]: lowering<{ dy: Value; input: Value }, AvgPoolGradAttrs>(
    ({ inputs: { dy, input }, attrs, graph }) =>
      meanGradient(graph, dy, poolWindows(AvgPoolGrad, input, attrs)),
  ),
}
