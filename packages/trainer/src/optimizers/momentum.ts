import { defineOptimizer } from '@potstill/spec'
import { velocityOptions, velocityRule } from './velocity'

/**
 * Makes gradient descent with momentum: v ← μv + (g + λw), w ← w − ηv.
 *
 * The learning rate stands outside the velocity, as in PyTorch, so that a change of it acts at once.
 * Source: Polyak 1964.
 *
 * @example
 * momentum({ learningRate: 0.05 }).name // => 'momentum'
 */
export const momentum = defineOptimizer({
  name: 'momentum',
  summary: 'Gradient descent with a velocity.',
  source: 'Polyak 1964',
  options: velocityOptions,
  create: (options) => velocityRule({ ...options, direction: (velocity) => velocity }),
})
