import type { GraphNode } from '../graph/graph'
import type { Value } from '../value'
import { blockedDepthwiseFilter, blockedFilter, plainDepthwiseFilter, plainFilter } from './filters'
import { blockedDomain, type LaidOut } from './forms'
import { geometryOf, isPixelwise, windowAttributes, type Geometry } from './geometry'
import { reshaped } from './view'

/** What follows a convolution within the same node. */
interface Ending {
  readonly bias: Value | undefined
  readonly addend: string | undefined
  readonly activation: boolean
}

/** Lays out x `[B, H, W, I]` with a filter `[h, w, I, O]`: `[B, H', W', O]`. */
export function layConvolution(laid: LaidOut, node: GraphNode): void {
  const [x = '', filterName = '', bias = '', addend = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const geometry = geometryOf(node)
  const filter = laid.get(filterName, 'last')
  const ending = {
    bias: bias === '' ? undefined : laid.get(bias, 'last'),
    addend: addend === '' ? undefined : addend,
    activation: node.attributes['activation'] === 'Relu',
  }
  const [inputs, outputs] = [graph.value(x).shape[3], graph.value(output).shape[3]]
  if (isPixelwise(geometry) && laid.formOf(x) === 'last') {
    laid.set(output, 'last', pixelwise(laid, x, filter, output, ending))
  } else if (blockedFits(laid, inputs as number, outputs as number, geometry)) {
    laid.set(output, 'blocked', blocked(laid, x, filter, output, geometry, ending))
  } else {
    laid.set(output, 'first', plain(laid, x, filter, output, geometry, ending))
  }
}

function blockedFits(laid: LaidOut, inputs: number, outputs: number, { depthwise }: Geometry): boolean {
  if (depthwise) return inputs === outputs && laid.canBlock(inputs)
  return laid.canBlock(outputs) && (laid.canBlock(inputs) || inputs < (laid.block as number))
}

function blocked(
  laid: LaidOut,
  x: string,
  filter: Value,
  output: string,
  geometry: Geometry,
  { bias, addend, activation }: Ending,
): Value {
  const { graph } = laid
  const { shape, dtype } = graph.value(output)
  const [batch, height, width, channels] = shape as [number, number, number, number]
  const fewChannels = !laid.canBlock(graph.value(x).shape[3])
  return graph.node(
    'Conv',
    [
      laid.get(x, fewChannels ? 'first' : 'blocked'),
      geometry.depthwise ? blockedDepthwiseFilter(laid, filter) : blockedFilter(laid, filter),
      bias,
      addend === undefined ? undefined : laid.get(addend, 'blocked'),
    ],
    { shape: [batch, channels, height, width], dtype },
    {
      domain: blockedDomain,
      attributes: {
        ...windowAttributes(geometry),
        dilations: geometry.dilations,
        ...(geometry.depthwise && { group: channels }),
        ...(activation && { activation: 'Relu' }),
      },
    },
  )
}

function plain(
  laid: LaidOut,
  x: string,
  filter: Value,
  output: string,
  geometry: Geometry,
  { bias, addend, activation }: Ending,
): Value {
  const { graph } = laid
  const { shape, dtype } = graph.value(output)
  const [batch, height, width, channels] = shape as [number, number, number, number]
  const result = graph.node(
    'Conv',
    [
      laid.get(x, 'first'),
      geometry.depthwise ? plainDepthwiseFilter(laid, filter) : plainFilter(laid, filter),
      ...(bias === undefined ? [] : [bias]),
    ],
    { shape: [batch, channels, height, width], dtype },
    {
      attributes: {
        ...windowAttributes(geometry),
        dilations: geometry.dilations,
        ...(geometry.depthwise && { group: graph.value(x).shape[3] as number }),
      },
    },
  )
  const sum = addend === undefined ? result : graph.node('Add', [result, laid.get(addend, 'first')], result)
  return activation ? graph.node('Relu', [sum], sum) : sum
}

/** Each pixel by itself: a matrix product, where the image stays as it is. */
function pixelwise(laid: LaidOut, x: string, filter: Value, output: string, ending: Ending): Value {
  const { graph } = laid
  const [, , inputs = 1, outputs = 1] = filter.shape
  const result = graph.value(output)
  const pixels = reshaped(graph, laid.get(x, 'last'), [-1, inputs])
  const rows = result.shape.slice(0, 3).reduce((product, length) => product * length, 1)
  const product = graph.node(
    'Gemm',
    [pixels, reshaped(graph, filter, [inputs, outputs]), ...(ending.bias === undefined ? [] : [ending.bias])],
    { shape: [rows, outputs], dtype: result.dtype },
  )
  const image = reshaped(graph, product, result.shape)
  const sum =
    ending.addend === undefined ? image : graph.node('Add', [image, laid.get(ending.addend, 'last')], image)
  return ending.activation ? graph.node('Relu', [sum], sum) : sum
}
