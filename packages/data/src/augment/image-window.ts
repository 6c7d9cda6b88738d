import type { ImageShape } from './image-shape'
import { shiftImage } from './shift-image'

/** A part of an image. It may lie beside the image in part or in whole. */
export interface Window {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/**
 * A part of an image; what lies outside of the image is `fill`. A window of another size is a copy; one of the same size
 * takes the place of the image, which is quicker.
 */
export function imageWindow(
  values: Float32Array,
  image: ImageShape,
  window: Window,
  fill: number,
): Float32Array {
  const { height, width, channels } = image
  if (window.height === height && window.width === width) {
    shiftImage(values, image, window.top, window.left, fill)
    return values
  }
  const copy = new Float32Array(window.height * window.width * channels)
  if (fill !== 0) copy.fill(fill)
  const firstRow = Math.max(0, -window.top)
  const endRow = Math.min(window.height, height - window.top)
  const firstColumn = Math.max(0, -window.left)
  const endColumn = Math.min(window.width, width - window.left)
  const count = (endColumn - firstColumn) * channels
  for (let row = firstRow; row < endRow; row++) {
    const from = ((row + window.top) * width + firstColumn + window.left) * channels
    const to = (row * window.width + firstColumn) * channels
    for (let i = 0; i < count; i++) copy[to + i] = values[from + i] as number
  }
  return copy
}
