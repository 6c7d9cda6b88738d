import { definePlugin } from '@potstill/spec'
import { createRegistry } from '../registry'
import { augment, enough, opposite, shift, turn } from './toy-additions'
import { cosine, scaled, sgd, standardized } from './toy-curves'
import { points } from './toy-data'
import { factorTransfer, paraphraser } from './toy-factors'
import { crossEntropy, hints, softTargets } from './toy-losses'
import { oracle, tiny } from './toy-networks'

/** Components that are just large enough to train with. */
export const toys = definePlugin({
  name: 'toys',
  losses: [crossEntropy, softTargets, hints, paraphraser, factorTransfer],
  schedules: [cosine, scaled],
  temperatures: [standardized],
  teachers: [oracle],
  students: [tiny],
  dataSources: [points],
  optimizers: [sgd],
  augmentations: [shift, turn],
  augment,
  callbacks: [enough],
  strategies: [opposite],
})

export const toyRegistry = createRegistry([toys])
