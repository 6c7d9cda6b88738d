import type { GraphNode } from '../graph/graph'
import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { blockedDomain, type Form, type LaidOut } from './forms'
import { geometryOf, windowAttributes, type Geometry } from './geometry'
import { tilesOf } from './tiles'
import { reshaped } from './view'

/** Lays out a pool of x `[B, H, W, C]`. */
export function layPool(laid: LaidOut, node: GraphNode): void {
  const [x = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const { shape, dtype } = graph.value(output)
  const [batch, height, width, channels] = shape as [number, number, number, number]
  const blocked = laid.canBlock(channels)
  const form = blocked ? 'blocked' : 'first'
  const pooled = graph.node(
    node.op,
    [laid.get(x, form)],
    { shape: [batch, channels, height, width], dtype },
    { domain: blocked ? blockedDomain : '', attributes: windowAttributes(geometryOf(node)) },
  )
  laid.set(output, form, pooled)
}

/** Lays out the gradient of the maximum: of each window, dy goes to the first of its greatest elements. */
export function layMaxPoolGradient(laid: LaidOut, node: GraphNode): void {
  const [dy = '', x = '', pooled = ''] = node.inputs
  const [output = ''] = node.outputs
  const geometry = geometryOf(node)
  if (laid.block === undefined || !areTiles(geometry)) {
    laid.set(output, 'first', scattered(laid, dy, x, geometry))
    return
  }
  const form = laid.commonForm([x, dy]) === 'blocked' ? 'blocked' : 'last'
  laid.set(output, form, perPlace(laid, dy, x, pooled, output, geometry, form))
}

/** Whether windows lie side by side. */
function areTiles({ kernel, strides, pads }: Geometry): boolean {
  return kernel.every((length, axis) => length === strides[axis]) && pads.every((pad) => pad === 0)
}

/** Every place of a window by itself, in turn: who equals the maximum takes what is left of dy. */
function perPlace(
  laid: LaidOut,
  dy: string,
  x: string,
  pooled: string,
  output: string,
  geometry: Geometry,
  form: Exclude<Form, 'first'>,
): Value {
  const { graph } = laid
  const tiles = tilesOf(laid, laid.graph.value(output).shape, geometry, form)
  const maximum = reshaped(graph, laid.get(pooled, form), tiles.partShape)
  const places = tiles.places(laid.get(x, form))
  let left = reshaped(graph, laid.get(dy, form), tiles.partShape)
  const shares = places.map((place, index) => {
    if (index === places.length - 1) return left
    const hit = graph.node('Equal', [place, maximum], { shape: place.shape, dtype: 'bool' })
    const one = graph.node('Cast', [hit], place, { attributes: { to: 1 } })
    const share = graph.node('Mul', [one, left], place)
    left = graph.node('Sub', [left, share], left)
    return share
  })
  return tiles.together(shares)
}

/** Lays out images of the places of windows, `[B, H', W', C]` each, as one image. */
export function layInterleave(laid: LaidOut, node: GraphNode): void {
  const [output = ''] = node.outputs
  const form = laid.commonForm(node.inputs) === 'blocked' ? 'blocked' : 'last'
  const tiles = tilesOf(laid, laid.graph.value(output).shape, geometryOf(node), form)
  const parts = node.inputs.map((name) => reshaped(laid.graph, laid.get(name, form), tiles.partShape))
  laid.set(output, form, tiles.together(parts))
}

/** Lays out the gradient of the mean over windows that lie side by side. */
export function layAveragePoolGradient(laid: LaidOut, node: GraphNode): void {
  const [dy = ''] = node.inputs
  const [output = ''] = node.outputs
  const { graph } = laid
  const geometry = geometryOf(node)
  const form =
    laid.canBlock(graph.value(output).shape[3]) && laid.formOf(dy) === 'blocked' ? 'blocked' : 'last'
  const tiles = tilesOf(laid, laid.graph.value(output).shape, geometry, form)
  const given = laid.get(dy, form)
  const share = graph.node('Mul', [given, graph.scalar(1 / sizeOf(geometry.kernel))], given)
  const one = reshaped(graph, share, tiles.partShape)
  laid.set(output, form, tiles.together(Array.from({ length: sizeOf(geometry.kernel) }, () => one)))
}

/** The places of the maxima, found once more, and dy added there: windows may overlap. */
function scattered(laid: LaidOut, dy: string, x: string, geometry: Geometry): Value {
  const { graph } = laid
  const [gradient, image] = [laid.get(dy, 'first'), laid.get(x, 'first')]
  const [, places] = graph.severalResults(
    'MaxPool',
    [image],
    [gradient, { shape: gradient.shape, dtype: 'int64' }],
    { attributes: windowAttributes(geometry) },
  )
  const size = sizeOf(image.shape)
  const zeros = graph.node('ConstantOfShape', [graph.int64s([size])], { shape: [size], dtype: 'float32' })
  const sums = graph.node(
    'ScatterElements',
    [zeros, reshaped(graph, places as Value, [-1]), reshaped(graph, gradient, [-1])],
    zeros,
    { attributes: { axis: 0, reduction: 'add' } },
  )
  return reshaped(graph, sums, image.shape)
}
