import * as z from 'zod'
import { drawBeta } from './beta'
import { defineBuiltIn } from './built-in'
import { boxArea, drawBox, type Box } from './image-box'
import { imageShape, type ImageShape } from './image-shape'
import { mix } from './mix'
import { changeByPartner, partnersBy } from './partners'

const name = 'cutmix'
const noBox: Box = { firstRow: 0, endRow: 0, firstColumn: 0, endColumn: 0 }

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
      const boxes = draws.map((draw) => {
        if (draw() >= probability) return noBox
        const side = Math.sqrt(1 - drawBeta(alpha, draw))
        return drawBox(image, Math.floor(side * image.height), Math.floor(side * image.width), draw)
      })
      changeByPartner(inputs, partners, (own, other, row) => paste(own, other, image, boxes[row] ?? noBox))
      if (targets === undefined) return { inputs }
      const area = image.height * image.width
      const shares = Float64Array.from(boxes, (box) => 1 - boxArea(box) / area)
      mix(targets, partners, shares)
      return { inputs, targets }
    },
  }),
})

function paste(own: Float32Array, other: Float32Array, { width, channels }: ImageShape, box: Box): void {
  for (let row = box.firstRow; row < box.endRow; row++) {
    const end = (row * width + box.endColumn) * channels
    for (let at = (row * width + box.firstColumn) * channels; at < end; at++) own[at] = other[at] as number
  }
}
