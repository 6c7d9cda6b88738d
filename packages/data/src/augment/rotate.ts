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
      const fromRow = sine * x + cosine * y + middleRow
      const fromColumn = cosine * x - sine * y + middleColumn
      const [top, left] = [Math.floor(fromRow), Math.floor(fromColumn)]
      const [down, right] = [fromRow - top, fromColumn - left]
      const [up, before] = [1 - down, 1 - right]
      const inside = top >= 0 && left >= 0 && top < height - 1 && left < width - 1
      for (let channel = 0; channel < channels; channel++) {
        const at = (top * width + left) * channels + channel
        turned[to++] = inside
          ? up * (before * (values[at] as number) + right * (values[at + channels] as number)) +
            down *
              (before * (values[at + width * channels] as number) +
                right * (values[at + (width + 1) * channels] as number))
          : up *
              (before * pixel(values, image, top, left, channel, fill) +
                right * pixel(values, image, top, left + 1, channel, fill)) +
            down *
              (before * pixel(values, image, top + 1, left, channel, fill) +
                right * pixel(values, image, top + 1, left + 1, channel, fill))
      }
    }
  }
  return turned
}

/** One value of an image, or what lies around it. */
function pixel(
  values: Float32Array,
  { height, width, channels }: ImageShape,
  row: number,
  column: number,
  channel: number,
  fill: number,
): number {
  if (row < 0 || row >= height || column < 0 || column >= width) return fill
  return values[(row * width + column) * channels + channel] as number
}
