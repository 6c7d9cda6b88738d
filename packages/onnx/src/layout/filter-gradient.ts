import type { GraphNode } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { blockedDomain, type LaidOut } from './forms'
import { geometryOf, type Geometry } from './geometry'
import { concatenated, padded, reshaped, sliced, transposed } from './view'

/** Images of so few channels are not worth a block. */
const fewChannels = 4

type Shape4D = readonly [number, number, number, number]

/** Lays out the gradient of a convolution by its filter: x `[B, H, W, I]` and dy `[B, H', W', O]` give `[h, w, I, O]`. */
export function layFilterGradient(laid: LaidOut, node: GraphNode): void {
  const [x = '', dy = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const geometry = geometryOf(node)
  const [height, width, inputs, outputs] = graph.value(output).shape as Shape4D
  const [batch] = graph.value(x).shape as Shape4D
  const gradient = (): Value => {
    if (geometry.depthwise) return depthwise(laid, x, dy, geometry)
    if (laid.block === undefined) return plain(laid, x, dy, geometry)
    if (height * width === 1) return products(laid, x, dy, geometry)
    const blocks = 2 * batch >= laid.block && laid.canBlock(outputs)
    if (inputs === 1 || (inputs <= fewChannels && !blocks)) return unrolled(laid, x, dy, geometry)
    return blocks ? blocked(laid, x, dy, geometry) : products(laid, x, dy, geometry)
  }
  laid.set(output, 'last', gradient())
}

/** Zeros before and after the rows and columns of x, as windows see them. */
function edges({ pads: [top, left, bottom, right] }: Geometry) {
  return { before: [top, left], after: [bottom, right] }
}

/**
 * A convolution where channels and examples change places, so that the examples are the blocks; a stride becomes the
 * distance between taps. Examples of zeros complete the last block.
 */
function blocked(laid: LaidOut, x: string, dy: string, geometry: Geometry): Value {
  const { graph, block = 1 } = laid
  const [batch, rows, columns, outputs] = graph.value(dy).shape as Shape4D
  const inputs = graph.value(x).shape[3] as number
  const [height, width] = geometry.kernel
  const examples = Math.ceil(batch / block) * block
  const given = reshaped(graph, laid.get(dy, 'blocked'), [batch, outputs * rows * columns])
  const whole = padded(graph, given, [0, 0], [examples - batch, 0])
  const split = reshaped(graph, whole, [examples / block, block, outputs / block, rows, columns, block])
  const turned = transposed(graph, split, [2, 0, 3, 4, 1, 5])
  const filter = reshaped(graph, turned, [outputs, examples, rows, columns])
  const sums = graph.node(
    'Conv',
    [examplesBlocked(laid, x, examples, geometry), filter],
    { shape: [inputs, outputs, height, width], dtype: 'float32' },
    { domain: blockedDomain, attributes: { kernel_shape: [rows, columns], dilations: geometry.strides } },
  )
  const perTap = reshaped(graph, sums, [inputs, outputs / block, height * width, block])
  return reshaped(graph, transposed(graph, perTap, [2, 0, 1, 3]), [height, width, inputs, outputs])
}

/** x as an image `[I, B, H, W]` whose examples are blocked: what the windows see of it, padding included. */
function examplesBlocked(laid: LaidOut, x: string, examples: number, geometry: Geometry): Value {
  const { graph, block = 1 } = laid
  const [batch, rows, columns, inputs] = graph.value(x).shape as Shape4D
  const inner = laid.canBlock(inputs) ? block : 1
  const given = laid.get(x, inner === 1 ? 'first' : 'blocked')
  const { before, after } = edges(geometry)
  const view = reshaped(graph, given, [batch, inputs / inner, rows, columns, inner])
  // The windows have to end where the image does.
  const end = after.map((pad, axis) => pad - (geometry.unread[axis] as number))
  const whole = padded(graph, view, [0, 0, ...before, 0], [examples - batch, 0, ...end, 0])
  const [, , height = 1, width = 1] = whole.shape
  const image = { shape: [1, examples, inputs * height * width, 1], dtype: 'float32' } as const
  const turned = graph.node('ReorderInput', [reshaped(graph, whole, image.shape)], image, {
    domain: blockedDomain,
  })
  const split = reshaped(graph, turned, [examples / block, inputs / inner, height * width, inner, block])
  return reshaped(graph, transposed(graph, split, [1, 3, 0, 2, 4]), [inputs, examples, height, width])
}

/** Of few channels, what each window sees in a column, times dy: example by example, and summed. */
function unrolled(laid: LaidOut, x: string, dy: string, geometry: Geometry): Value {
  const { graph } = laid
  const [batch, rows, columns, outputs] = graph.value(dy).shape as Shape4D
  const [height, width] = geometry.kernel
  const { before, after } = edges(geometry)
  const image = padded(graph, laid.get(x, 'first'), [0, 0, ...before], [0, 0, ...after])
  const windows = concatenated(graph, eachTap(laid, image, [2, 3], [rows, columns], geometry), 1)
  const inputs = image.shape[1] as number
  const taps = height * width * inputs
  const form = laid.formOf(dy) === 'blocked' ? 'blocked' : 'last'
  const inner = form === 'blocked' ? (laid.block as number) : outputs
  const product = graph.node(
    'MatMul',
    [
      reshaped(graph, windows, [batch, 1, taps, rows * columns]),
      reshaped(graph, laid.get(dy, form), [batch, outputs / inner, rows * columns, inner]),
    ],
    { shape: [batch, outputs / inner, taps, inner], dtype: 'float32' },
  )
  return reshaped(graph, overExamples(laid, product), [height, width, inputs, outputs])
}

/** `[B, C/b, taps, b]` summed over B, as `[taps, C/b, b]`. */
function overExamples({ graph }: LaidOut, value: Value): Value {
  const [, ...shape] = value.shape
  const sum = graph.node(
    'ReduceSum',
    [value, graph.int64s([0])],
    { shape, dtype: value.dtype },
    { attributes: { keepdims: 0 } },
  )
  return transposed(graph, sum, [1, 0, 2])
}

/** For each tap of a filter, what it sees of a padded image. */
function eachTap(
  { graph }: LaidOut,
  image: Value,
  axes: readonly [number, number],
  lengths: readonly number[],
  { kernel: [height, width], strides }: Geometry,
): Value[] {
  return Array.from({ length: height * width }, (_, tap) =>
    sliced(graph, image, axes, [Math.floor(tap / width), tap % width], lengths, strides),
  )
}

/** For each tap, the product of what it sees of x with dy. */
function products(laid: LaidOut, x: string, dy: string, geometry: Geometry): Value {
  const { graph } = laid
  const [, rows, columns, outputs] = graph.value(dy).shape as Shape4D
  const inputs = graph.value(x).shape[3] as number
  const [height, width] = geometry.kernel
  const gradients = reshaped(graph, laid.get(dy, 'last'), [-1, outputs])
  const perTap = seenByTaps(laid, x, [rows, columns], geometry).map((part) =>
    graph.node(
      'Gemm',
      [reshaped(graph, part, [-1, inputs]), gradients],
      { shape: [inputs, outputs], dtype: 'float32' },
      { attributes: { transA: 1 } },
    ),
  )
  return reshaped(graph, concatenated(graph, perTap, 0), [height, width, inputs, outputs])
}

/** For each tap, what it sees of x. */
function seenByTaps(laid: LaidOut, x: string, lengths: [number, number], geometry: Geometry): Value[] {
  const { graph, block = 1 } = laid
  const { kernel, strides } = geometry
  if (sizeOf(kernel) === 1 && sizeOf(strides) > 1 && laid.formOf(x) === 'blocked') {
    // Few pixels are seen: only these leave their blocks.
    const [batch, rows, columns, inputs] = graph.value(x).shape as Shape4D
    const view = reshaped(graph, laid.get(x, 'blocked'), [(batch * inputs) / block, rows, columns, block])
    const seen = sliced(graph, view, [1, 2], [0, 0], lengths, strides)
    return [laid.unblocked(reshaped(graph, seen, [batch, inputs, ...lengths]))]
  }
  const { before, after } = edges(geometry)
  const image = padded(graph, laid.get(x, 'last'), [0, ...before, 0], [0, ...after, 0])
  return eachTap(laid, image, [1, 2], lengths, geometry)
}

/** A convolution of x with dy where channels and examples change places; a stride becomes the distance between taps. */
function plain(laid: LaidOut, x: string, dy: string, geometry: Geometry): Value {
  const { graph } = laid
  const [, rows, columns, outputs] = graph.value(dy).shape as Shape4D
  const inputs = graph.value(x).shape[3] as number
  const { kernel, unread, strides, pads } = geometry
  const wide = graph.node(
    'Conv',
    [laid.get(x, 'first'), laid.get(dy, 'first')].map((value) => transposed(graph, value, [1, 0, 2, 3])),
    { shape: [inputs, outputs, kernel[0] + unread[0], kernel[1] + unread[1]], dtype: 'float32' },
    { attributes: { kernel_shape: [rows, columns], dilations: strides, pads } },
  )
  return transposed(graph, sliced(graph, wide, [2, 3], [0, 0], kernel, [1, 1]), [2, 3, 0, 1])
}

/** Each channel of each example by itself: dy is the filter. */
function depthwise(laid: LaidOut, x: string, dy: string, geometry: Geometry): Value {
  const { graph, block = 1 } = laid
  const [batch, rows, columns, outputs] = graph.value(dy).shape as Shape4D
  const [, imageRows, imageColumns, inputs] = graph.value(x).shape as Shape4D
  const { kernel, unread, strides, pads } = geometry
  const sides = [kernel[0] + unread[0], kernel[1] + unread[1]]
  const attributes = { kernel_shape: [rows, columns], dilations: strides, pads }
  if (inputs === outputs && laid.canBlock(inputs)) {
    const channels = batch * inputs
    const sums = graph.node(
      'Conv',
      [
        reshaped(graph, laid.get(x, 'blocked'), [1, channels, imageRows, imageColumns]),
        reshaped(graph, laid.get(dy, 'blocked'), [channels, 1, rows, columns]),
      ],
      { shape: [1, channels, ...sides], dtype: 'float32' },
      { domain: blockedDomain, attributes: { ...attributes, group: channels } },
    )
    const view = reshaped(graph, sums, [channels / block, ...sides, block])
    const cut = sliced(graph, view, [1, 2], [0, 0], kernel, [1, 1])
    const perTap = reshaped(graph, cut, [batch, inputs / block, kernel[0] * kernel[1], block])
    return reshaped(graph, overExamples(laid, perTap), [...kernel, inputs, 1])
  }
  const [image, gradient] = [laid.get(x, 'first'), laid.get(dy, 'first')].map((value) =>
    transposed(graph, value, [1, 0, 2, 3]),
  ) as [Value, Value]
  const wide = graph.node(
    'Conv',
    [reshaped(graph, image, [1, inputs * batch, imageRows, imageColumns]), gradient],
    { shape: [1, outputs, ...sides], dtype: 'float32' },
    { attributes: { ...attributes, group: inputs } },
  )
  const cut = sliced(graph, wide, [2, 3], [0, 0], kernel, [1, 1])
  const perChannel = reshaped(graph, cut, [inputs, outputs / inputs, ...kernel])
  return transposed(graph, perChannel, [2, 3, 0, 1])
}
