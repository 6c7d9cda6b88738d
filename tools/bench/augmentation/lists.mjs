import { colour, crop, cutmix, cutout, flip, jitter, mixup, normalise, rotate } from '@potstill/data'

const cropping = crop({ padding: 4 })
const colours = colour({ brightness: 0.4, contrast: 0.4, saturation: 0.4 })
const normal = normalise({ mean: [0.491, 0.482, 0.447], deviation: [0.247, 0.243, 0.262] })
const mixing = [mixup({ probability: 0.5 }), cutmix({ probability: 0.5 })]
const usual = [cropping, flip(), normal]

/** What networks on CIFAR are trained with, and more of it. */
export const lists = {
  'crop, flip, normalise': usual,
  'the same, mixup and cutmix': [...usual, ...mixing],
  'crop, flip, rotate, colour, normalise, cutout': [cropping, flip(), rotate(), colours, normal, cutout()],
}

/** Each augmentation on its own. */
export const single = Object.fromEntries(
  [cropping, flip(), jitter(), rotate(), colours, normal, cutout(), ...mixing].map((augmentation) => [
    augmentation.name,
    [augmentation],
  ]),
)
