import type { ImageShape } from './image-shape'

/**
 * Moves an image within its own array, so that what was at row `top` and column `left` comes to the upper left corner; either
 * may be negative. What comes in from outside of the image is `fill`.
 */
export function shiftImage(
  values: Float32Array,
  { height, width, channels }: ImageShape,
  top: number,
  left: number,
  fill: number,
): void {
  const rowSize = width * channels
  const distance = top * rowSize + left * channels
  values.copyWithin(Math.max(0, -distance), Math.max(0, distance))

  const [firstRow, endRow] = overlap(height, top)
  const [firstColumn, endColumn] = overlap(width, left)
  values.fill(fill, 0, firstRow * rowSize)
  values.fill(fill, endRow * rowSize)
  for (let row = firstRow; row < endRow; row++) {
    const start = row * rowSize
    for (let at = start; at < start + firstColumn * channels; at++) values[at] = fill
    for (let at = start + endColumn * channels; at < start + rowSize; at++) values[at] = fill
  }
}

/** From where to where something of this length still has its own values, once it has moved back by `distance`. */
function overlap(length: number, distance: number): readonly [number, number] {
  return [Math.min(length, Math.max(0, -distance)), Math.max(0, Math.min(length, length - distance))]
}
