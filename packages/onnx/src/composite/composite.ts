import type { Attributes } from '../graph/attributes'
import type { Graph, GraphNode, ResultType } from '../graph/graph'
import type { Value } from '../value'

/**
 * The domain of composite nodes. Each stands for several ONNX nodes, which are chosen when it is known in which order the
 * images around it have their axes. Images are `[B, H, W, C]` and filters `[h, w, I, O]`, as in TensorFlow.js.
 *
 * | operation | inputs | result |
 * | --- | --- | --- |
 * | `Convolution` | x, filter, bias `[O]`?, addend? | `[B, H', W', O]`, with `activation` |
 * | `ConvolutionFilterGradient` | x, dy | `[h, w, I, O]` |
 * | `ConvolutionInputGradient` | dy, filter | like x |
 * | `MaxPool`, `AveragePool` | x | `[B, H', W', C]` |
 * | `MaxPoolGradient` | dy, x, what the pool gave | like x |
 * | `AveragePoolGradient` | dy | like x |
 * | `Interleave` | for each place of a window, row by row, what is there | the image of these windows, side by side |
 * | `ChannelScale` | x, scale `[C]`?, offset `[C]`?, addend? | x·scale + offset + addend, with `activation` |
 * | `ChannelSum` | x | `[C]` |
 * | `ChannelDot` | x, y | `[C]`: the sum of x·y |
 *
 * Convolutions and pools have `kernel_shape`, `strides`, `dilations` and `pads` as ONNX has them, convolutions `depthwise`,
 * gradients `unread` (see `Windows`). An `activation` is `Relu` or nothing.
 */
export const compositeDomain = 'potstill'

/** Appends a composite node. */
export function composite(
  graph: Graph,
  op: string,
  inputs: readonly (Value | undefined)[],
  result: ResultType,
  attributes: Attributes = {},
): Value {
  return graph.node(op, inputs, result, { domain: compositeDomain, attributes })
}

export function isComposite({ domain }: GraphNode): boolean {
  return domain === compositeDomain
}

/** Whether a graph computes images whose layout is still to be chosen: see `optimize`. */
export function hasImages({ nodes }: Graph): boolean {
  return nodes.some(isComposite)
}

/** An attribute that is a list of numbers. */
export function numbersOf({ op, attributes }: GraphNode, name: string): readonly number[] {
  const attribute = attributes[name]
  if (Array.isArray(attribute)) return attribute as readonly number[]
  throw new RangeError(`${op} has no list ${name}`)
}

/** An attribute that is two numbers: for rows and for columns. */
export function pairOf(node: GraphNode, name: string): readonly [number, number] {
  const [rows = 0, columns = 0] = numbersOf(node, name)
  return [rows, columns]
}
