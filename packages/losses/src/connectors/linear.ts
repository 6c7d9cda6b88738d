import { add, matMul, reshape } from '@tensorflow/tfjs-core'
import { uniformWeights, type WeightOptions } from './initial-weights'
import type { Connector } from './connector'

/**
 * Multiplies the last axis by a matrix: a 1×1 convolution of maps `[B, H, W, from]`, a linear layer of vectors `[B, from]` or of tokens
 * `[B, tokens, from]`. Tensors: `weights` `[from, to]`, and `bias` `[to]` unless it has none.
 */
export function linear(from: number, to: number, { bias = true, gain }: WeightOptions = {}): Connector {
  return {
    init: (random) => ({ trainable: uniformWeights(random, [from, to], from, { bias, gain }) }),
    apply: (features, { variables, state }) => {
      const rows = matMul(reshape(features, [-1, from]), variables['weights']!)
      const shifted = bias ? add(rows, variables['bias']!) : rows
      return { features: reshape(shifted, [...features.shape.slice(0, -1), to]), state }
    },
  }
}
