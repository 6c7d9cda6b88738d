import type { GraphNode } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { scalingFilter } from './filters'
import { blockedDomain, type Form, type LaidOut } from './forms'
import { reshaped } from './view'

/** Lays out x·scale + offset + addend, with a number per channel. */
export function layChannelScale(laid: LaidOut, node: GraphNode): void {
  const [x = '', scaleName = '', offsetName = '', addend = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const form = laid.commonForm(addend === '' ? [x] : [x, addend])
  const given = laid.get(x, form)
  const vector = (name: string) => (name === '' ? undefined : laid.get(name, 'last'))
  const [scale, offset] = [vector(scaleName), vector(offsetName)]
  const more = addend === '' ? undefined : laid.get(addend, form)
  const activation = node.attributes['activation'] === 'Relu'
  if (form === 'blocked' && (scale ?? offset) !== undefined) {
    const channels = given.shape[1] as number
    const ones = () => graph.constant(new Float32Array(channels).fill(1), [channels], 'float32')
    const scaled = graph.node('Conv', [given, scalingFilter(laid, scale ?? ones()), offset, more], given, {
      domain: blockedDomain,
      attributes: { kernel_shape: [1, 1], group: channels, ...(activation && { activation: 'Relu' }) },
    })
    laid.set(output, form, scaled)
    return
  }
  const perChannel = (value: Value) =>
    form === 'first' ? reshaped(graph, value, [sizeOf(value.shape), 1, 1]) : value
  const scaled = scale === undefined ? given : graph.node('Mul', [given, perChannel(scale)], given)
  const shifted = offset === undefined ? scaled : graph.node('Add', [scaled, perChannel(offset)], given)
  const sum = more === undefined ? shifted : graph.node('Add', [shifted, more], given)
  laid.set(output, form, activation ? graph.node('Relu', [sum], given) : sum)
}

/** Lays out the sum of each channel. */
export function layChannelSum(laid: LaidOut, node: GraphNode): void {
  const [x = ''] = node.inputs
  const [output = ''] = node.outputs
  const form = laid.formOf(x)
  laid.set(output, 'last', channelSum(laid, laid.get(x, form), form))
}

/** Lays out the sum of each channel of a product. */
export function layChannelDot(laid: LaidOut, node: GraphNode): void {
  const [x = '', y = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const form = laid.commonForm([x, y])
  const [left, right] = [laid.get(x, form), laid.get(y, form)]
  if (form !== 'blocked') {
    laid.set(output, 'last', channelSum(laid, graph.node('Mul', [left, right], left), form))
    return
  }
  const [batch, channels, height, width] = left.shape as [number, number, number, number]
  const all = batch * channels
  // One image is the filter of the other: a window of each channel of each example is all of it.
  const perExample = graph.node(
    'Conv',
    [reshaped(graph, left, [1, all, height, width]), reshaped(graph, right, [all, 1, height, width])],
    { shape: [1, all, 1, 1], dtype: 'float32' },
    { domain: blockedDomain, attributes: { kernel_shape: [height, width], group: all } },
  )
  laid.set(output, 'last', overExamples(laid, reshaped(graph, perExample, [batch, channels])))
}

function channelSum(laid: LaidOut, value: Value, form: Form): Value {
  const { graph } = laid
  if (form === 'last') {
    const channels = value.shape[3] as number
    const pixels = sizeOf(value.shape) / channels
    // A product with ones: ONNX Runtime's sum over rows is slower with two threads than with one.
    const ones = graph.node('Expand', [graph.scalar(1), graph.int64s([1, pixels])], {
      shape: [1, pixels],
      dtype: 'float32',
    })
    const sums = graph.node('MatMul', [ones, reshaped(graph, value, [pixels, channels])], {
      shape: [1, channels],
      dtype: 'float32',
    })
    return reshaped(graph, sums, [channels])
  }
  const [batch, channels, ...sides] = value.shape as [number, number, number, number]
  if (form === 'blocked') {
    const means = graph.node(
      'GlobalAveragePool',
      [value],
      { shape: [batch, channels, 1, 1], dtype: 'float32' },
      { domain: blockedDomain },
    )
    const sums = overExamples(laid, reshaped(graph, means, [batch, channels]))
    return graph.node('Mul', [sums, graph.scalar(sizeOf(sides))], sums)
  }
  const perExample = graph.node(
    'ReduceSum',
    [value, graph.int64s([2, 3])],
    { shape: [batch, channels], dtype: 'float32' },
    { attributes: { keepdims: 0 } },
  )
  return overExamples(laid, perExample)
}

function overExamples({ graph }: LaidOut, value: Value): Value {
  return graph.node(
    'ReduceSum',
    [value, graph.int64s([0])],
    { shape: value.shape.slice(1), dtype: 'float32' },
    { attributes: { keepdims: 0 } },
  )
}
