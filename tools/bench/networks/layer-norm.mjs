import { add, mean, mul, rsqrt, square, sub, tidy } from '@tensorflow/tfjs-core'
import { initializers, layers } from '@tensorflow/tfjs-layers'
import { epsilon } from './normalized.mjs'
import { single } from './on.mjs'

/** @import { Tensor } from '@tensorflow/tfjs-core' */
/** @import { LayerVariable } from '@tensorflow/tfjs-layers' */

/**
 * Layer normalization over the last axis. TensorFlow.js has one, but it tiles its weights over the batch, and the gradient
 * of a tile is one slice and one sum for each repetition: 150,000 of both in a step of this transformer.
 */
export class LayerNorm extends layers.Layer {
  /** @param {{ name: string }} options */
  constructor({ name }) {
    super({ name })
  }

  static get className() {
    return 'BenchLayerNorm'
  }

  /**
   * @override
   * @param {number[]} shape
   */
  build(shape) {
    const width = shape.slice(-1)
    this.gamma = this.addWeight('gamma', width, 'float32', initializers.ones())
    this.beta = this.addWeight('beta', width, 'float32', initializers.zeros())
    super.build(shape)
  }

  /**
   * @override
   * @param {Tensor | Tensor[]} inputs
   */
  call(inputs) {
    return tidy(() => {
      const x = single(inputs)
      const centred = sub(x, mean(x, -1, true))
      const variance = mean(square(centred), -1, true)
      const normalized = mul(centred, rsqrt(add(variance, epsilon)))
      return add(mul(normalized, read(this.gamma)), read(this.beta))
    })
  }
}

/** @param {LayerVariable | undefined} weight that `build` made */
function read(weight) {
  return /** @type {LayerVariable} */ (weight).read()
}
