import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { imageShape, type ImageShape } from './image-shape'

const name = 'flip'

/**
 * Mirrors images: left becomes right, with the given probability.
 *
 * Throws a PotstillError (`data/augment-shape`) for examples that are no images.
 *
 * @example
 * const values = new Float32Array([1, 2, 3, 4])
 * flip({ probability: 1 }).apply(values, { shape: [2, 2, 1], draw: () => 0.5 }) // => [2, 1, 4, 3]
 */
export const flip = defineBuiltIn({
  name,
  summary: 'Mirrors images, left to right, half of the time or as often as one says.',
  options: z.strictObject({
    probability: z.number().min(0).max(1).default(0.5).describe('How often.'),
  }),
  create: ({ probability }) => ({
    level: 'example',
    outputShape: (shape) => {
      imageShape(name, shape)
      return shape
    },
    apply: (values, { shape, draw }) => {
      const image = imageShape(name, shape)
      if (draw() < probability) mirror(values, image)
      return values
    },
  }),
})

function mirror(values: Float32Array, { height, width, channels }: ImageShape): void {
  for (let row = 0; row < height; row++) {
    let left = row * width * channels
    let right = left + (width - 1) * channels
    while (left < right) {
      for (let channel = 0; channel < channels; channel++) {
        const moved = values[left + channel] as number
        values[left + channel] = values[right + channel] as number
        values[right + channel] = moved
      }
      left += channels
      right -= channels
    }
  }
}
