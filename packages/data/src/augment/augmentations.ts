import type { AnyFactory, Augmentation } from '@potstill/spec'
import { colour } from './colour'
import { crop } from './crop'
import { cutmix } from './cutmix'
import { cutout } from './cutout'
import { flip } from './flip'
import { jitter } from './jitter'
import { mixup } from './mixup'
import { normalise } from './normalise'
import { rotate } from './rotate'

/** Every augmentation of this package, for a plugin. */
export const augmentations: readonly AnyFactory<'augmentation', Augmentation>[] = [
  crop,
  flip,
  jitter,
  rotate,
  cutout,
  colour,
  mixup,
  cutmix,
  normalise,
]
