import { drawInteger } from './draw-integer'
import type { ImageShape } from './image-shape'

/** Rows and columns from the first up to, not including, the end. */
export interface Box {
  readonly firstRow: number
  readonly endRow: number
  readonly firstColumn: number
  readonly endColumn: number
}

/** A box around a pixel that is drawn, each as likely as the others; what would lie outside of the image is cut off. */
export function drawBox(
  { height, width }: ImageShape,
  boxHeight: number,
  boxWidth: number,
  draw: () => number,
): Box {
  const top = drawInteger(draw, 0, height - 1) - Math.floor(boxHeight / 2)
  const left = drawInteger(draw, 0, width - 1) - Math.floor(boxWidth / 2)
  return {
    firstRow: Math.max(0, top),
    endRow: Math.min(height, top + boxHeight),
    firstColumn: Math.max(0, left),
    endColumn: Math.min(width, left + boxWidth),
  }
}

/** In pixels. */
export function boxArea({ firstRow, endRow, firstColumn, endColumn }: Box): number {
  return Math.max(0, endRow - firstRow) * Math.max(0, endColumn - firstColumn)
}
