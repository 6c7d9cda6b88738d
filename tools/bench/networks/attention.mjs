import { matMul, mul, reshape, softmax, split, tidy, transpose } from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import { single } from './on.mjs'

/** @import { Tensor, Tensor3D } from '@tensorflow/tfjs-core' */

/** Scaled dot-product attention with several heads: queries, keys and values side by side [B, N, 3·W] → [B, N, W]. */
export class Attention extends layers.Layer {
  /** @param {{ name: string, heads: number }} options */
  constructor({ name, heads }) {
    super({ name })
    this.heads = heads
  }

  static get className() {
    return 'BenchAttention'
  }

  /**
   * @override
   * @param {number[]} shape
   */
  computeOutputShape([batch, tokens, triple]) {
    return /** @type {number[]} */ ([batch, tokens, Number(triple) / 3])
  }

  /**
   * @override
   * @param {Tensor | Tensor[]} inputs
   */
  call(inputs) {
    return tidy(() => {
      const x = /** @type {Tensor3D} */ (single(inputs))
      const [batch, tokens, triple] = x.shape
      const width = triple / 3
      const perHead = split(x, 3, -1).map((part) =>
        transpose(reshape(part, [batch, tokens, this.heads, width / this.heads]), [0, 2, 1, 3]),
      )
      const [queries, keys, values] = /** @type {[Tensor, Tensor, Tensor]} */ (perHead)
      const scores = mul(matMul(queries, keys, false, true), (width / this.heads) ** -0.5)
      return reshape(transpose(matMul(softmax(scores), values), [0, 2, 1, 3]), [batch, tokens, width])
    })
  }
}
