import { PotstillError, type Shape } from '@potstill/spec'
import * as z from 'zod'
import { defineBuiltIn } from './built-in'

const name = 'normalise'

const numbers = z.union([z.number(), z.array(z.number()).min(1)])
type Numbers = number | readonly number[]

const positive = z.number().positive()

/**
 * Subtracts a mean and divides by a deviation, each one number or one for each channel (entry of the last axis):
 * (x − mean) / deviation. Nothing is drawn: it is applied to every split, and to what a clean teacher sees.
 *
 * Throws a PotstillError (`data/augment-shape`) where there are not as many numbers as channels.
 *
 * @example
 * const values = new Float32Array([1, 10, 3, 20])
 * normalise({ mean: [1, 10], deviation: 2 }).evaluate(values, { shape: [2, 2] }) // => [0, 0, 1, 5]
 */
export const normalise = defineBuiltIn({
  name,
  summary: 'Subtracts a mean and divides by a deviation, for each channel; on every split.',
  options: z.strictObject({
    mean: numbers.describe('Of the training data: one number, or one for each channel.'),
    deviation: z
      .union([positive, z.array(positive).min(1)])
      .describe('Standard deviation: one number, or one for each channel.'),
  }),
  create: ({ mean, deviation }) => {
    const normaliseChannel = (values: Float32Array, channel: number, channels: number) => {
      const [middle, scale] = [forChannel(mean, channel), 1 / forChannel(deviation, channel)]
      for (let at = channel; at < values.length; at += channels) {
        values[at] = ((values[at] as number) - middle) * scale
      }
    }
    const apply = (values: Float32Array, { shape }: { readonly shape: Shape }) => {
      const channels = shape.at(-1) ?? 1
      if (channels === 3) normaliseColours(values, mean, deviation)
      else for (let channel = 0; channel < channels; channel++) normaliseChannel(values, channel, channels)
      return values
    }
    return {
      level: 'example',
      outputShape: (shape) => {
        checkChannels(shape, mean)
        checkChannels(shape, deviation)
        return shape
      },
      apply: (values, given) => apply(values, given),
      evaluate: apply,
    }
  },
})

/** All three channels in one pass, which is quicker than one after the other. */
function normaliseColours(values: Float32Array, mean: Numbers, deviation: Numbers): void {
  const [red, green, blue] = [forChannel(mean, 0), forChannel(mean, 1), forChannel(mean, 2)]
  const ofRed = 1 / forChannel(deviation, 0)
  const ofGreen = 1 / forChannel(deviation, 1)
  const ofBlue = 1 / forChannel(deviation, 2)
  for (let at = 0; at < values.length; at += 3) {
    values[at] = ((values[at] as number) - red) * ofRed
    values[at + 1] = ((values[at + 1] as number) - green) * ofGreen
    values[at + 2] = ((values[at + 2] as number) - blue) * ofBlue
  }
}

function forChannel(given: Numbers, channel: number): number {
  return typeof given === 'number' ? given : (given[channel] as number)
}

function checkChannels(shape: Shape, given: Numbers): void {
  if (typeof given === 'number' || given.length === shape.at(-1)) return
  throw new PotstillError({
    code: 'data/augment-shape',
    component: name,
    expected: `examples of ${given.length} channels, for which there are means and deviations`,
    received: `examples of shape [${shape.join(', ')}]`,
    fix: 'give one number, or one for each channel',
  })
}
