import {
  ResizeBilinear,
  ResizeNearestNeighbor,
  type ResizeBilinearAttrs,
  type ResizeNearestNeighborAttrs,
} from '@tensorflow/tfjs-core'
import type { Graph } from '../graph/graph'
import { elementType, type Value } from '../value'
import { lowering, type LoweringTable } from '../lowering'

/** Where each of `to` rows lies among `from` rows, as a fraction. */
function sources(
  from: number,
  to: number,
  { alignCorners, halfPixelCenters }: ResizeBilinearAttrs,
): number[] {
  const inner = alignCorners && to > 1
  const ratio = (inner ? from - 1 : from) / (inner ? to - 1 : to)
  return Array.from({ length: to }, (_, row) => ratio * (halfPixelCenters ? row + 0.5 : row))
}

/** The named rows (axis 1) or columns (axis 2). */
function picked(graph: Graph, value: Value, axis: number, places: readonly number[]): Value {
  const shape = value.shape.map((length, index) => (index === axis ? places.length : length))
  return graph.node(
    'Gather',
    [value, graph.int64s(places)],
    { shape, dtype: value.dtype },
    { attributes: { axis } },
  )
}

/** Between which of `from` rows each of `to` rows lies, and the share of the latter. */
export function neighbours(from: number, to: number, attrs: ResizeBilinearAttrs) {
  const places = sources(from, to, attrs).map((place) => (attrs.halfPixelCenters ? place - 0.5 : place))
  const before = places.map((place) => Math.max(0, Math.floor(place)))
  const after = places.map((place) => Math.min(from - 1, Math.ceil(place)))
  const shares = Float32Array.from(places, (place, index) => place - (before[index] as number))
  return { before, after, shares }
}

/** Rows or columns between those that there are. */
function interpolated(
  graph: Graph,
  value: Value,
  axis: 1 | 2,
  to: number,
  attrs: ResizeBilinearAttrs,
): Value {
  const { before, after, shares } = neighbours(value.shape[axis] as number, to, attrs)
  const share = graph.constant(shares, axis === 1 ? [to, 1, 1] : [to, 1], 'float32')
  const first = picked(graph, value, axis, before)
  const second = picked(graph, value, axis, after)
  const way = graph.node('Mul', [graph.node('Sub', [second, first], first), share], first)
  return graph.node('Add', [first, way], first)
}

/** Which of `from` rows each of `to` rows is. */
export function nearest(from: number, to: number, attrs: ResizeNearestNeighborAttrs): number[] {
  return sources(from, to, attrs).map((place) =>
    Math.max(0, Math.min(from - 1, attrs.alignCorners ? Math.round(place) : Math.floor(place))),
  )
}

export const resizing: LoweringTable = {
  [ResizeBilinear]: lowering<{ images: Value }, ResizeBilinearAttrs>(
    ({ inputs: { images }, attrs, graph }) => {
      const [height, width] = attrs.size
      const attributes = { to: elementType.float32 }
      const numbers =
        images.dtype === 'float32'
          ? images
          : graph.node('Cast', [images], { shape: images.shape, dtype: 'float32' }, { attributes })
      return interpolated(graph, interpolated(graph, numbers, 2, width, attrs), 1, height, attrs)
    },
  ),
  [ResizeNearestNeighbor]: lowering<{ images: Value }, ResizeNearestNeighborAttrs>(
    ({ inputs: { images }, attrs, graph }) => {
      const [, height, width] = images.shape as [number, number, number, number]
      const rows = picked(graph, images, 1, nearest(height, attrs.size[0], attrs))
      return picked(graph, rows, 2, nearest(width, attrs.size[1], attrs))
    },
  ),
}
