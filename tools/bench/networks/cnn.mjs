import { input, layers, model } from '@tensorflow/tfjs-layers'
import { on } from './on.mjs'

/** @import { Seeded } from './seeded.mjs' */

/**
 * Two 3×3 convolutions with ReLU and 2×2 max pooling, `width` and 2·width channels, then 4·width-10 dense.
 *
 * @param {{ width: number }} size
 * @param {Seeded} initial
 */
export function cnn({ width }, initial) {
  const convolution = (/** @type {string} */ name, /** @type {number} */ filters) =>
    layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: initial.kernel(),
    })
  const dense = (
    /** @type {string} */ name,
    /** @type {number} */ units,
    /** @type {'relu' | 'linear'} */ activation,
  ) => layers.dense({ name, units, activation, kernelInitializer: initial.kernel() })

  const inputs = input({ shape: [28, 28, 1] })
  let x = on(layers.maxPooling2d({ poolSize: 2 }), on(convolution('conv1', width), inputs))
  x = on(layers.maxPooling2d({ poolSize: 2 }), on(convolution('conv2', 2 * width), x))
  x = on(dense('hidden', 4 * width, 'relu'), on(layers.flatten(), x))
  return model({ inputs, outputs: on(dense('logits', 10, 'linear'), x) })
}
