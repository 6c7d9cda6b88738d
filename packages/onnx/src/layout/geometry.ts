import { numbersOf, pairOf } from '../composite/composite'
import type { GraphNode } from '../graph/graph'

/** What the attributes of a composite node say about its windows. */
export interface Geometry {
  readonly kernel: readonly [number, number]
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  readonly pads: readonly [number, number, number, number]
  readonly unread: readonly [number, number]
  readonly depthwise: boolean
}

export function geometryOf(node: GraphNode): Geometry {
  const [top = 0, left = 0, bottom = 0, right = 0] = numbersOf(node, 'pads')
  return {
    kernel: pairOf(node, 'kernel_shape'),
    strides: pairOf(node, 'strides'),
    dilations: pairOf(node, 'dilations'),
    pads: [top, left, bottom, right],
    unread: pairOf(node, 'unread'),
    depthwise: node.attributes['depthwise'] === 1,
  }
}

/** Whether each window is one pixel, and each pixel a window. */
export function isPixelwise({ kernel, strides, pads, depthwise, unread }: Geometry): boolean {
  return (
    !depthwise &&
    [...kernel, ...strides].every((length) => length === 1) &&
    [...pads, ...unread].every((length) => length === 0)
  )
}

/** The attributes that ONNX's convolutions and pools take. */
export function windowAttributes({ kernel, strides, pads }: Geometry) {
  return { kernel_shape: kernel, strides, pads }
}
