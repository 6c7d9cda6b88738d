import type { FramedImage } from './framed-image'
import type { ImageShape } from './image-shape'

/**
 * Turns an image counter-clockwise by an angle in radians, with bilinear interpolation. Each pixel is looked up where it came
 * from, between four others; it becomes `fill` where that is outside of the frame.
 *
 * @param to float32 `[height, width, channels]`, written
 */
export function rotateImage(
  { values, rowSize }: FramedImage,
  { height, width, channels }: ImageShape,
  angle: number,
  fill: number,
  to: Float32Array,
): void {
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  const middleRow = (height - 1) / 2
  const middleColumn = (width - 1) / 2
  to.fill(fill)
  let at = 0
  for (let row = 0; row < height; row++) {
    // Where the middle column came from in the frame, which begins one pixel before the image.
    const y = row - middleRow
    const middleFromRow = cosine * y + middleRow + 1
    const middleFromColumn = middleColumn - sine * y + 1
    for (let column = 0; column < width; column++, at += channels) {
      const x = column - middleColumn
      const fromRow = sine * x + middleFromRow
      const fromColumn = cosine * x + middleFromColumn
      if (!(fromRow >= 0 && fromRow < height + 1 && fromColumn >= 0 && fromColumn < width + 1)) continue
      // Neither is negative, and whole numbers of 32 bits are quicker than Math.floor.
      const top = fromRow | 0
      const left = fromColumn | 0
      const down = fromRow - top
      const right = fromColumn - left
      const upperLeft = (1 - down) * (1 - right)
      const upperRight = (1 - down) * right
      const lowerLeft = down * (1 - right)
      const lowerRight = down * right
      const upper = (top * rowSize + left * channels) | 0
      const lower = (upper + rowSize) | 0
      for (let channel = 0; channel < channels; channel++) {
        to[at + channel] =
          upperLeft * (values[upper + channel] as number) +
          upperRight * (values[upper + channels + channel] as number) +
          lowerLeft * (values[lower + channel] as number) +
          lowerRight * (values[lower + channels + channel] as number)
      }
    }
  }
}
