import { input, layers, model } from '@tensorflow/tfjs-layers'
import { on } from './on.mjs'

/** @import { Seeded } from './seeded.mjs' */

/**
 * 784-hidden-hidden-10 with ReLU.
 *
 * @param {{ hidden: number }} size
 * @param {Seeded} initial
 */
export function mlp({ hidden: units }, initial) {
  const hidden = (/** @type {string} */ name) =>
    layers.dense({ name, units, activation: 'relu', kernelInitializer: initial.kernel() })
  const logits = layers.dense({ name: 'logits', units: 10, kernelInitializer: initial.kernel() })

  const inputs = input({ shape: [784] })
  const x = on(hidden('hidden2'), on(hidden('hidden1'), inputs))
  return model({ inputs, outputs: on(logits, x) })
}
