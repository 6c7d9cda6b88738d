import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import type { LaidOut } from './forms'
import { reshaped, transposed } from './view'

/** A filter `[h, w, I, O]` as ONNX has it: `[O, I, h, w]`. */
export function plainFilter({ graph }: LaidOut, filter: Value): Value {
  return transposed(graph, filter, [3, 2, 0, 1])
}

/** A filter `[h, w, C, m]` of each channel by itself, as ONNX has it: `[C·m, 1, h, w]`. */
export function plainDepthwiseFilter({ graph }: LaidOut, filter: Value): Value {
  const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape
  const turned = transposed(graph, filter, [2, 3, 0, 1])
  return reshaped(graph, turned, [channels * multiplier, 1, height, width])
}

/** A filter `[h, w, I, O]` for a blocked convolution; images of fewer channels than a block are not blocked. */
export function blockedFilter({ graph, block = 1 }: LaidOut, filter: Value): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = filter.shape
  const turned =
    inputs < block
      ? transposed(
          graph,
          reshaped(graph, filter, [height, width, inputs, outputs / block, block]),
          [3, 2, 0, 1, 4],
        )
      : transposed(
          graph,
          reshaped(graph, filter, [height, width, inputs / block, block, outputs / block, block]),
          [4, 2, 0, 1, 3, 5],
        )
  return reshaped(graph, turned, [outputs, inputs, height, width])
}

/** A filter `[h, w, C, 1]` of each channel by itself for a blocked convolution. */
export function blockedDepthwiseFilter({ graph, block = 1 }: LaidOut, filter: Value): Value {
  const [height = 1, width = 1, channels = 1] = filter.shape
  const split = reshaped(graph, filter, [height * width, channels / block, block])
  return reshaped(graph, transposed(graph, split, [1, 0, 2]), [channels, 1, height, width])
}

/** Some rows and columns of a filter, in any order; those of a filter's taps that a gradient needs. */
export function taps(
  { graph }: LaidOut,
  filter: Value,
  rows: readonly number[],
  columns: readonly number[],
): Value {
  const [height = 1, width = 1, ...channels] = filter.shape
  const listed = rows.flatMap((row) => columns.map((column) => row * width + column))
  if (listed.length === height * width && listed.every((tap, place) => tap === place)) return filter
  const flat = reshaped(graph, filter, [height * width, ...channels])
  const picked = graph.node(
    'Gather',
    [flat, graph.int64s(listed)],
    { shape: [listed.length, ...channels], dtype: filter.dtype },
    { attributes: { axis: 0 } },
  )
  return reshaped(graph, picked, [rows.length, columns.length, ...channels])
}

/** A filter `[h, w, I, O]` for a blocked convolution from O channels to I, as the gradient by the input is one. */
export function blockedBackwardFilter({ graph, block = 1 }: LaidOut, filter: Value): Value {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = filter.shape
  const split = reshaped(graph, filter, [height, width, inputs / block, block, outputs / block, block])
  return reshaped(graph, transposed(graph, split, [2, 4, 0, 1, 5, 3]), [inputs, outputs, height, width])
}

/** A vector of a number per channel as the filter of a blocked convolution that scales each channel. */
export function scalingFilter({ graph }: LaidOut, scale: Value): Value {
  return reshaped(graph, scale, [sizeOf(scale.shape), 1, 1, 1])
}
