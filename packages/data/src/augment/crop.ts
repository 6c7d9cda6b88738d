import { PotstillError, type Shape } from '@potstill/spec'
import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { drawInteger } from './draw-integer'
import { imageShape } from './image-shape'
import { imageWindow } from './image-window'

const name = 'crop'

/**
 * Cuts a window out of images, anywhere in the image and a padding around it. In evaluation the window is in the middle.
 * With the default size, that of the image, and padding 4 it is what residual networks on CIFAR are trained with:
 * He et al. 2015, arXiv:1512.03385, section 4.2.
 *
 * Throws a PotstillError (`data/augment-shape`) for examples that are no images, or smaller than the window.
 *
 * @example
 * crop({ size: [24, 20] }).outputShape([32, 32, 3]) // => [24, 20, 3]
 */
export const crop = defineBuiltIn({
  name,
  summary: 'Cuts a window of one size out of images at a random place; padding lies around the image.',
  source: 'He et al. 2015, arXiv:1512.03385',
  options: z.strictObject({
    size: z
      .union([z.int().min(1), z.tuple([z.int().min(1), z.int().min(1)])])
      .optional()
      .describe('Of the window in pixels: a side, or height and width. Default: that of the image.'),
    padding: z.int().min(0).default(0).describe('How many pixels lie around the image on every side.'),
    fill: z.number().default(0).describe('The value of the padding.'),
  }),
  create: ({ size, padding, fill }) => {
    const place = (shape: Shape) => {
      const image = imageShape(name, shape)
      const [height = image.height, width = image.width] =
        typeof size === 'number' ? [size, size] : (size ?? [])
      const room = { down: image.height + 2 * padding - height, right: image.width + 2 * padding - width }
      if (room.down < 0 || room.right < 0) throw tooLarge([height, width], shape, padding)
      return { image, height, width, room }
    }
    return {
      level: 'example',
      outputShape: (shape) => {
        const { image, height, width } = place(shape)
        return [height, width, image.channels]
      },
      apply: (values, { shape, draw }) => {
        const { image, height, width, room } = place(shape)
        const top = drawInteger(draw, 0, room.down) - padding
        const left = drawInteger(draw, 0, room.right) - padding
        return imageWindow(values, image, { top, left, height, width }, fill)
      },
      evaluate: (values, { shape }) => {
        const { image, height, width, room } = place(shape)
        const [top, left] = [Math.floor(room.down / 2) - padding, Math.floor(room.right / 2) - padding]
        return imageWindow(values, image, { top, left, height, width }, fill)
      },
    }
  },
})

function tooLarge(window: readonly [number, number], shape: Shape, padding: number): PotstillError {
  return new PotstillError({
    code: 'data/augment-shape',
    component: name,
    expected: `images that have room for a window of ${window.join(' × ')} pixels`,
    received: `images of shape [${shape.join(', ')}] with a padding of ${padding}`,
    fix: 'choose a smaller size or a larger padding',
  })
}
