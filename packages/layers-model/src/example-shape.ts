import type { Shape } from '@potstill/spec'
import type { Shape as LayersShape } from '@tensorflow/tfjs-layers'

/**
 * Gives the shape of one example: without the batch axis, -1 where any size will do.
 *
 * @example
 * exampleShape([null, 28, 28, 1]) // => [28, 28, 1]
 * exampleShape([null, null, 512]) // => [-1, 512]
 */
export function exampleShape(shape: LayersShape): Shape {
  return shape.slice(1).map((size) => size ?? -1)
}

/**
 * Writes a shape as people do.
 *
 * @example
 * batchShape([null, null, 512]) // => '[B, any, 512]'
 */
export function batchShape(shape: LayersShape): string {
  return `[${['B', ...exampleShape(shape).map((size) => (size === -1 ? 'any' : size))].join(', ')}]`
}
