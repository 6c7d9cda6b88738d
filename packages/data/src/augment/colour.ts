import { PotstillError, type Shape } from '@potstill/spec'
import * as z from 'zod'
import { defineBuiltIn } from './built-in'
import { imageShape } from './image-shape'

const name = 'colour'

/** How much red, green and blue count in the brightness of a pixel: ITU-R BT.601. */
const luma = [0.299, 0.587, 0.114] as const

type Range = readonly [number, number]

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
      const factor = (strength: number) => 1 + strength * (2 * draw() - 1)
      const factors = [factor(brightness), factor(contrast), factor(saturation)] as const
      if (brightness > 0) blend(values, factors[0], 0, range)
      if (contrast > 0) blend(values, factors[1], meanGrey(values, channels), range)
      if (saturation > 0) blendWithGrey(values, factors[2], range)
      return values
    },
  }),
})

/** Moves each value away from another one, or nearer to it. */
function blend(values: Float32Array, factor: number, from: number, [low, high]: Range): void {
  const offset = (1 - factor) * from
  for (let at = 0; at < values.length; at++) {
    values[at] = Math.max(low, Math.min(high, factor * (values[at] as number) + offset))
  }
}

/** The same with the grey of each pixel. */
function blendWithGrey(values: Float32Array, factor: number, [low, high]: Range): void {
  for (let pixel = 0; pixel < values.length; pixel += 3) {
    const offset = (1 - factor) * grey(values, pixel, 3)
    for (let at = pixel; at < pixel + 3; at++) {
      values[at] = Math.max(low, Math.min(high, factor * (values[at] as number) + offset))
    }
  }
}

/** Of one pixel: by what the eye sees for three channels, else their mean. */
function grey(values: Float32Array, pixel: number, channels: number): number {
  if (channels === 3) {
    return (
      luma[0] * (values[pixel] as number) +
      luma[1] * (values[pixel + 1] as number) +
      luma[2] * (values[pixel + 2] as number)
    )
  }
  let sum = 0
  for (let channel = 0; channel < channels; channel++) sum += values[pixel + channel] as number
  return sum / channels
}

function meanGrey(values: Float32Array, channels: number): number {
  let sum = 0
  for (let pixel = 0; pixel < values.length; pixel += channels) sum += grey(values, pixel, channels)
  return (sum * channels) / values.length
}

function noColour(shape: Shape): PotstillError {
  return new PotstillError({
    code: 'data/augment-shape',
    component: name,
    expected: 'images of three channels, red, green and blue, for saturation',
    received: `examples of shape [${shape.join(', ')}]`,
    fix: 'leave saturation out',
  })
}
