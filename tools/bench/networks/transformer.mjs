import { input, layers, model } from '@tensorflow/tfjs-layers'
import { Attention } from './attention.mjs'
import { LayerNorm } from './layer-norm.mjs'
import { on } from './on.mjs'
import { Positions } from './positions.mjs'
import { tokens, vocabulary } from './sizes.mjs'

/** @import { SymbolicTensor } from '@tensorflow/tfjs-layers' */
/** @import { Seeded } from './seeded.mjs' */

/**
 * Four encoder layers, each normalized before attention and before the feed-forward part of four times the width, over
 * 64 embedded tokens; their mean is classified.
 *
 * @param {{ width: number, heads: number }} size
 * @param {Seeded} initial
 */
export function transformer({ width, heads }, initial) {
  const dense = (
    /** @type {string} */ name,
    /** @type {number} */ units,
    /** @type {'relu' | 'linear'} */ activation = 'linear',
  ) => layers.dense({ name, units, activation, kernelInitializer: initial.kernel() })
  const norm = (/** @type {string} */ name) => new LayerNorm({ name })
  const plus = (/** @type {SymbolicTensor} */ a, /** @type {SymbolicTensor} */ b) => on(layers.add(), [a, b])

  const inputs = input({ shape: [tokens], dtype: 'int32' })
  const embedding = layers.embedding({
    name: 'embedding',
    inputDim: vocabulary,
    outputDim: width,
    embeddingsInitializer: initial.table(),
  })
  let x = on(new Positions({ name: 'positions', initial }), on(embedding, inputs))
  for (const name of ['layer1', 'layer2', 'layer3', 'layer4']) {
    const mixed = on(dense(`${name}-qkv`, 3 * width), on(norm(`${name}-norm1`), x))
    const attended = on(new Attention({ name: `${name}-heads`, heads }), mixed)
    x = plus(x, on(dense(`${name}-attended`, width), attended))
    const expanded = on(dense(`${name}-expand`, 4 * width, 'relu'), on(norm(`${name}-norm2`), x))
    x = plus(x, on(dense(`${name}-contract`, width), expanded))
  }
  x = on(layers.globalAveragePooling1d({}), on(norm('norm'), x))
  return model({ inputs, outputs: on(dense('logits', 10), x) })
}
