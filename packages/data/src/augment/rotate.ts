import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { imageFrame } from './framed-image'
import { imageShape, type ImageShape } from './image-shape'
import { rotateImage } from './rotated-image'

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
  create: ({ degrees, fill }) => {
    const framed = imageFrame(fill)
    return {
      level: 'example',
      outputShape: (shape) => {
        imageShape(name, shape)
        return shape
      },
      apply: (values, { shape, draw }) => {
        const image = imageShape(name, shape)
        const angle = (2 * draw() - 1) * degrees
        rotateImage(framed(values, image), image, (angle * Math.PI) / 180, fill, values)
        return values
      },
    }
  },
})

/** Turns an image counter-clockwise, in radians. */
export function rotated(values: Float32Array, image: ImageShape, angle: number, fill: number): Float32Array {
  const turned = new Float32Array(values.length)
  rotateImage(imageFrame(fill)(values, image), image, angle, fill, turned)
  return turned
}
