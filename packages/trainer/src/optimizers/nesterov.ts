import { defineOptimizer } from '@potstill/spec'
import { add, mul } from '@tensorflow/tfjs-core'
import { velocityOptions, velocityRule } from './velocity'

/**
 * Makes gradient descent with Nesterov's momentum: v ← μv + (g + λw), w ← w − η(g + λw + μv).
 *
 * Source: Nesterov 1983, in the form that PyTorch uses.
 *
 * @example
 * nesterov({ learningRate: 0.05, momentum: 0.95 }).name // => 'nesterov'
 */
export const nesterov = defineOptimizer({
  name: 'nesterov',
  summary: 'Momentum that looks one step ahead.',
  source: 'Nesterov 1983',
  options: velocityOptions,
  create: (options) =>
    velocityRule({
      ...options,
      direction: (velocity, gradient) => add(gradient, mul(velocity, options.momentum)),
    }),
})
