import type { FramedImage } from './framed-image'
import type { ImageShape } from './image-shape'

/** The part of a row that came from within the frame: pixel x, counted from the middle, from `(row + sine·x, column + cosine·x)`. */
interface Line {
  readonly row: number
  readonly column: number
  readonly sine: number
  readonly cosine: number
  readonly firstX: number
  readonly endX: number
  /** Where its first value is written. */
  readonly at: number
}

/**
 * Turns an image counter-clockwise by an angle in radians, with bilinear interpolation. Each pixel is looked up where it came
 * from, between four others; it becomes `fill` where that is outside of the frame.
 *
 * @param to float32 `[height, width, channels]`, written
 */
export function rotateImage(
  from: FramedImage,
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
  for (let y = -middleRow; y <= middleRow; y++) {
    // Where the middle column came from in the frame, which begins one pixel before the image.
    const row = cosine * y + middleRow + 1
    const column = middleColumn - sine * y + 1
    const isInside = (x: number) =>
      sine * x + row >= 0 &&
      sine * x + row < height + 1 &&
      cosine * x + column >= 0 &&
      cosine * x + column < width + 1
    let firstX = -middleColumn
    let endX = width - middleColumn
    while (firstX < endX && !isInside(firstX)) firstX++
    while (firstX < endX && !isInside(endX - 1)) endX--
    const at = ((y + middleRow) * width + firstX + middleColumn) * channels
    const line = { row, column, sine, cosine, firstX, endX, at }
    if (channels === 3) drawColours(from, line, to)
    else drawLine(from, line, channels, to)
  }
}

function drawLine({ values, rowSize }: FramedImage, line: Line, channels: number, to: Float32Array): void {
  const { row, column, sine, cosine, firstX, endX } = line
  let at = line.at
  for (let x = firstX; x < endX; x++, at += channels) {
    const fromRow = sine * x + row
    const fromColumn = cosine * x + column
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

/** `drawLine` for three channels, which is quicker without a loop over them. */
function drawColours({ values, rowSize }: FramedImage, line: Line, to: Float32Array): void {
  const { row, column, sine, cosine, firstX, endX } = line
  let at = line.at | 0
  for (let x = firstX; x < endX; x++, at = (at + 3) | 0) {
    const fromRow = sine * x + row
    const fromColumn = cosine * x + column
    const top = fromRow | 0
    const left = fromColumn | 0
    const down = fromRow - top
    const right = fromColumn - left
    const upperLeft = (1 - down) * (1 - right)
    const upperRight = (1 - down) * right
    const lowerLeft = down * (1 - right)
    const lowerRight = down * right
    const upper = (top * rowSize + left * 3) | 0
    const lower = (upper + rowSize) | 0
    to[at] =
      upperLeft * (values[upper] as number) +
      upperRight * (values[upper + 3] as number) +
      lowerLeft * (values[lower] as number) +
      lowerRight * (values[lower + 3] as number)
    to[at + 1] =
      upperLeft * (values[upper + 1] as number) +
      upperRight * (values[upper + 4] as number) +
      lowerLeft * (values[lower + 1] as number) +
      lowerRight * (values[lower + 4] as number)
    to[at + 2] =
      upperLeft * (values[upper + 2] as number) +
      upperRight * (values[upper + 5] as number) +
      lowerLeft * (values[lower + 2] as number) +
      lowerRight * (values[lower + 5] as number)
  }
}
