import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { imageShape, type ImageShape } from './image-shape'

const name = 'rotate'

/**
 * Turns images about their middle by an angle that is uniform in `[-degrees, degrees]`, with bilinear interpolation.
 *
 * Throws a PotstillError (`data/augment-shape`) for examples that are no images.
 *
 * @example
 * rotate({ degrees: 10 }).level // => 'example'
 */
export const rotate = defineBuiltIn({
  name,
  summary: 'Turns images about their middle by an angle up to so many degrees.',
  options: z.strictObject({
    degrees: z.number().min(0).max(180).default(15).describe('The largest angle to either side, in degrees.'),
    fill: z.number().default(0).describe('What comes in from outside of the image.'),
  }),
  create: ({ degrees, fill }) => ({
    level: 'example',
    outputShape: (shape) => {
      imageShape(name, shape)
      return shape
    },
    apply: (values, { shape, draw }) => {
      const angle = (2 * draw() - 1) * degrees
      return rotated(values, imageShape(name, shape), (angle * Math.PI) / 180, fill)
    },
  }),
})

/** Turns an image counter-clockwise, in radians. Each pixel is looked up where it came from, between four others. */
export function rotated(values: Float32Array, image: ImageShape, angle: number, fill: number): Float32Array {
  const { height, width, channels } = image
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const [middleRow, middleColumn] = [(height - 1) / 2, (width - 1) / 2]
  const turned = new Float32Array(values.length)
  let to = 0
  for (let row = 0; row < height; row++) {
    const y = row - middleRow
    for (let column = 0; column < width; column++) {
      const x = column - middleColumn
      const fromColumn = cosine * x - sine * y + middleColumn
      const fromRow = sine * x + cosine * y + middleRow
      for (let channel = 0; channel < channels; channel++) {
        turned[to++] = between(values, image, fromRow, fromColumn, channel, fill)
      }
    }
  }
  return turned
}

function between(
  values: Float32Array,
  { height, width, channels }: ImageShape,
  row: number,
  column: number,
  channel: number,
  fill: number,
): number {
  const [top, left] = [Math.floor(row), Math.floor(column)]
  const [down, right] = [row - top, column - left]
  const at = (y: number, x: number) =>
    y < 0 || y >= height || x < 0 || x >= width
      ? fill
      : (values[(y * width + x) * channels + channel] as number)
  return (
    (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
    down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1))
  )
}
