import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { drawInteger } from './draw-integer'
import { imageShape } from './image-shape'
import { imageWindow } from './image-window'

const name = 'jitter'

/**
 * Shifts images by whole pixels, up to `pixels` up, down, left and right, each shift as likely as the others.
 * Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 3: MNIST "jittered by up to two pixels in any direction".
 *
 * Throws a PotstillError (`data/augment-shape`) for examples that are no images.
 *
 * @example
 * const draws = [0.9, 0.5] // one row down, no column to the right
 * const values = new Float32Array([1, 2, 3, 4])
 * jitter({ pixels: 1 }).apply(values, { shape: [2, 2, 1], draw: () => draws.shift() }) // => [0, 0, 1, 2]
 */
export const jitter = defineBuiltIn({
  name,
  summary: 'Shifts images by up to so many pixels in every direction.',
  source: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531',
  options: z.strictObject({
    pixels: z.int().min(0).default(2).describe('The furthest shift in each direction, in pixels.'),
    fill: z.number().default(0).describe('What comes in from outside of the image.'),
  }),
  create: ({ pixels, fill }) => ({
    level: 'example',
    outputShape: (shape) => {
      imageShape(name, shape)
      return shape
    },
    apply: (values, { shape, draw }) => {
      const image = imageShape(name, shape)
      const down = drawInteger(draw, -pixels, pixels)
      const right = drawInteger(draw, -pixels, pixels)
      if (down === 0 && right === 0) return values
      return imageWindow(values, image, { ...image, top: -down, left: -right }, fill)
    },
  }),
})
