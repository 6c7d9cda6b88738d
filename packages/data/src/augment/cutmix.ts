import * as z from 'zod'
import { drawBeta } from './beta'
import { defineBuiltIn } from './built-in'
import { boxArea, drawBox, type Box } from './image-box'
import { imageShape, type ImageShape } from './image-shape'
import { mixed } from './mixed'
import { partnersBy } from './partners'

const name = 'cutmix'

/**
 * Pastes a box of another image of the batch over each image, and mixes the labels by area. The box has √(1 − λ) of each
 * side, λ from Beta(α, α), and its middle is any pixel; what lies outside of the image is cut off, and λ is then what is left
 * of the image itself. Yun et al. 2019, arXiv:1905.04899, section 3.1. The batch gets `targets`; its `labels` stay those of
 * the image that was pasted over.
 *
 * Throws a PotstillError (`data/augment-shape`) for examples that are no images.
 *
 * @example
 * cutmix().level // => 'batch'
 */
export const cutmix = defineBuiltIn({
  name,
  summary: 'Pastes a box of another image of the batch over each, and mixes the labels by area.',
  source: 'Yun et al. 2019, arXiv:1905.04899',
  options: z.strictObject({
    alpha: z.number().positive().default(1).describe('α of Beta(α, α); 1: every share is as likely.'),
    probability: z.number().min(0).max(1).default(1).describe('How many of the images are pasted over.'),
  }),
  create: ({ alpha, probability }) => ({
    level: 'batch',
    apply: ({ inputs, shape, targets }, draws) => {
      const image = imageShape(name, shape)
      const partners = partnersBy(Float64Array.from(draws, (draw) => draw()))
      const pasted = inputs.slice()
      const shares = Float64Array.from(draws, (draw, row) => {
        if (draw() >= probability) return 1
        const side = Math.sqrt(1 - drawBeta(alpha, draw))
        const box = drawBox(image, Math.floor(side * image.height), Math.floor(side * image.width), draw)
        paste(inputs, partners[row] as number, pasted, row, image, box)
        return 1 - boxArea(box) / (image.height * image.width)
      })
      return {
        inputs: pasted,
        ...(targets !== undefined && { targets: mixed(targets, partners, shares) }),
      }
    },
  }),
})

function paste(
  from: Float32Array,
  fromRow: number,
  to: Float32Array,
  toRow: number,
  { height, width, channels }: ImageShape,
  { firstRow, endRow, firstColumn, endColumn }: Box,
): void {
  const size = height * width * channels
  for (let row = firstRow; row < endRow; row++) {
    const [start, end] = [(row * width + firstColumn) * channels, (row * width + endColumn) * channels]
    for (let at = start; at < end; at++) to[toRow * size + at] = from[fromRow * size + at] as number
  }
}
