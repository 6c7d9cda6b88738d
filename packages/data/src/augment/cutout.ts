import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { drawBox } from './image-box'
import { imageShape } from './image-shape'

const name = 'cutout'

/**
 * Hides a square of the image. Its middle is any pixel, each as likely as the others, so that a part of the square may lie
 * outside. DeVries & Taylor 2017, arXiv:1708.04552: the square is 0 after normalisation, so put it behind `normalise`, or
 * give the mean of the data as `fill`.
 *
 * Throws a PotstillError (`data/augment-shape`) for examples that are no images.
 *
 * @example
 * const values = new Float32Array([1, 2, 3, 4])
 * cutout({ size: 1 }).apply(values, { shape: [2, 2, 1], draw: () => 0 }) // => [0, 2, 3, 4]
 */
export const cutout = defineBuiltIn({
  name,
  summary: 'Hides a square of the image at a random place.',
  source: 'DeVries & Taylor 2017, arXiv:1708.04552',
  options: z.strictObject({
    size: z.int().min(1).default(16).describe('Side of the square, in pixels.'),
    fill: z.number().default(0).describe('What the square is filled with.'),
    probability: z.number().min(0).max(1).default(1).describe('How often.'),
  }),
  create: ({ size, fill, probability }) => ({
    level: 'example',
    outputShape: (shape) => {
      imageShape(name, shape)
      return shape
    },
    apply: (values, { shape, draw }) => {
      const image = imageShape(name, shape)
      if (draw() >= probability) return values
      const { firstRow, endRow, firstColumn, endColumn } = drawBox(image, size, size, draw)
      for (let row = firstRow; row < endRow; row++) {
        const start = row * image.width
        values.fill(fill, (start + firstColumn) * image.channels, (start + endColumn) * image.channels)
      }
      return values
    },
  }),
})
