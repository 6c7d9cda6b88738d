import { PotstillError, type Shape } from '@potstill/spec'
import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { changeColours, changeTones, noChange } from './change-colours'
import { imageShape } from './image-shape'

const name = 'colour'

const strength = z.number().min(0).max(1).default(0)

/**
 * Changes brightness, contrast and saturation of images, in this order, each by a factor uniform in
 * `[1 - strength, 1 + strength]`, and keeps the values in `range` after each. With grey(x) the brightness of a pixel by
 * ITU-R BT.601, and its mean over the image:
 *
 *     brightness  f·x        contrast  f·x + (1 − f)·mean(grey(x))        saturation  f·x + (1 − f)·grey(x)
 *
 * These are the definitions of Pillow and torchvision. It belongs before `normalise`.
 *
 * Throws a PotstillError (`data/augment-shape`): for examples that are no images, and for a saturation without three
 * channels.
 *
 * @example
 * const values = new Float32Array([0.2, 0.4, 0.6, 0.8])
 * colour({ brightness: 0.5 }).apply(values, { shape: [2, 2, 1], draw: () => 0 }) // => [0.1, 0.2, 0.3, 0.4]
 */
export const colour = defineBuiltIn({
  name,
  summary: 'Changes brightness, contrast and saturation of images by random factors.',
  options: z.strictObject({
    brightness: strength.describe('The factor is within so much of 1.'),
    contrast: strength.describe('The same for the distance from mean grey.'),
    saturation: strength.describe('The same for the distance from the pixel in grey; needs three channels.'),
    range: z
      .tuple([z.number(), z.number()])
      .default([0, 1])
      .describe('The least and the largest value of a pixel.'),
  }),
  create: ({ brightness, contrast, saturation, range }) => ({
    level: 'example',
    outputShape: (shape) => {
      const { channels } = imageShape(name, shape)
      if (saturation > 0 && channels !== 3) throw noColour(shape)
      return shape
    },
    apply: (values, { shape, draw }) => {
      const { channels } = imageShape(name, shape)
      const [low, high] = range
      const change = (strength: number) => {
        const factor = 1 + strength * (2 * draw() - 1)
        return strength > 0 ? { factor, low, high } : noChange
      }
      const changes = {
        brightness: change(brightness),
        contrast: change(contrast),
        saturation: change(saturation),
      }
      if (channels === 3) changeColours(values, changes)
      else changeTones(values, changes)
      return values
    },
  }),
})

function noColour(shape: Shape): PotstillError {
  return new PotstillError({
    code: 'data/augment-shape',
    component: name,
    expected: 'images of three channels, red, green and blue, for saturation',
    received: `examples of shape [${shape.join(', ')}]`,
    fix: 'leave saturation out',
  })
}
