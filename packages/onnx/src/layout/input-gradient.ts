import type { GraphNode } from '../graph/graph'
import type { Value } from '../value'
import {
  blockedBackwardFilter,
  blockedDepthwiseFilter,
  plainDepthwiseFilter,
  plainFilter,
  taps,
} from './filters'
import { blockedDomain, type LaidOut } from './forms'
import { geometryOf, isPixelwise, windowAttributes, type Geometry } from './geometry'
import { phasesOf, type Phase } from './phases'
import { concatenated, padded, reshaped } from './view'

/** Lays out the gradient of a convolution by its input: dy `[B, H', W', O]` with the filter `[h, w, I, O]`. */
export function layInputGradient(laid: LaidOut, node: GraphNode): void {
  const [dy = '', filterName = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const geometry = geometryOf(node)
  const filter = laid.get(filterName, 'last')
  const [, , inputs, outputs] = filter.shape
  const [image, gradient] = [graph.value(output).shape, graph.value(dy).shape]
  const rows = phasesOf(image, gradient, geometry, 0)
  const columns = phasesOf(image, gradient, geometry, 1)
  if (isPixelwise(geometry) && laid.formOf(dy) === 'last') {
    laid.set(output, 'last', pixelwise(laid, dy, filter, output))
  } else if (
    laid.canBlock(inputs) &&
    (geometry.depthwise ? outputs === 1 : laid.canBlock(outputs)) &&
    rows !== undefined &&
    columns !== undefined
  ) {
    laid.set(output, 'blocked', blocked(laid, dy, filter, output, geometry, rows, columns))
  } else {
    laid.set(output, 'first', plain(laid, dy, filter, output, geometry))
  }
}

function pixelwise(laid: LaidOut, dy: string, filter: Value, output: string): Value {
  const { graph } = laid
  const [, , inputs = 1, outputs = 1] = filter.shape
  const { shape, dtype } = graph.value(output)
  const pixels = reshaped(graph, laid.get(dy, 'last'), [-1, outputs])
  const rows = shape.slice(0, 3).reduce((product, length) => product * length, 1)
  const product = graph.node(
    'Gemm',
    [pixels, reshaped(graph, filter, [inputs, outputs])],
    { shape: [rows, inputs], dtype },
    { attributes: { transB: 1 } },
  )
  return reshaped(graph, product, shape)
}

/**
 * With a stride of s, row q·s + r of the image meets every s-th row of the filter alone: one convolution of dy with these
 * for each r, and the rows and columns of the results take turns.
 */
function blocked(
  laid: LaidOut,
  dy: string,
  filter: Value,
  output: string,
  { depthwise }: Geometry,
  rows: readonly (Phase | undefined)[],
  columns: readonly (Phase | undefined)[],
): Value {
  const { graph, block = 1 } = laid
  const [batch, height, width, channels] = graph.value(output).shape as [number, number, number, number]
  const part = (row: Phase, column: Phase): Value => {
    const picked = taps(laid, filter, row.taps, column.taps)
    const turned = depthwise ? blockedDepthwiseFilter(laid, picked) : blockedBackwardFilter(laid, picked)
    return graph.node(
      'Conv',
      [laid.get(dy, 'blocked'), turned],
      { shape: [batch, channels, row.length, column.length], dtype: 'float32' },
      {
        domain: blockedDomain,
        attributes: {
          kernel_shape: [row.taps.length, column.taps.length],
          pads: [row.before, column.before, row.after, column.after],
          ...(depthwise && { group: channels }),
        },
      },
    )
  }
  if (rows.length === 1 && columns.length === 1) return part(rows[0] as Phase, columns[0] as Phase)
  const blocks = (batch * channels) / block
  const inRow = (row: Phase) =>
    takeTurns(
      laid,
      columns.map(
        (column) =>
          column && reshaped(graph, part(row, column), [blocks, row.length, 1, column.length, 1, block]),
      ),
      4,
    )
  const whole = takeTurns(
    laid,
    rows.map((row) => row && inRow(row)),
    2,
  )
  return reshaped(graph, whole, [batch, channels, height, width])
}

/** Values next to each other along an axis of length 1; where there is none, zeros. At least one is there. */
function takeTurns({ graph }: LaidOut, values: readonly (Value | undefined)[], axis: number): Value {
  const there = values.filter((value) => value !== undefined)
  if (there.length === values.length) return concatenated(graph, there, axis)
  const at = values.findIndex((value) => value !== undefined)
  const value = values[at] as Value
  const along = (pad: number) => value.shape.map((_, index) => (index === axis ? pad : 0))
  return padded(graph, value, along(at), along(values.length - 1 - at))
}

function plain(laid: LaidOut, dy: string, filter: Value, output: string, geometry: Geometry): Value {
  const { graph } = laid
  const [batch, height, width, channels] = graph.value(output).shape as [number, number, number, number]
  return graph.node(
    'ConvTranspose',
    [
      laid.get(dy, 'first'),
      geometry.depthwise ? plainDepthwiseFilter(laid, filter) : plainFilter(laid, filter),
    ],
    { shape: [batch, channels, height, width], dtype: 'float32' },
    {
      attributes: {
        ...windowAttributes(geometry),
        output_padding: geometry.unread,
        ...(geometry.depthwise && { group: channels }),
      },
    },
  )
}
