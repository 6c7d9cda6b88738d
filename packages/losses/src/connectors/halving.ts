import { depthwiseConv2d, pad, relu, type Tensor4D } from '@tensorflow/tfjs-core'
import { batchNorm } from './batch-norm'
import { inTurn, plain, type Connector } from './connector'
import { uniformWeights } from './initial-weights'
import { linear } from './linear'

/**
 * Halves the size of maps `[B, H, W, from]`, rounded up, and gives them `to` channels: twice a depthwise 3×3 convolution, a 1×1
 * convolution, batch normalisation and ReLU, the first with stride 2. The block that OFAKD's projectors are made of.
 */
export function halving(from: number, to: number): Connector {
  return inTurn({
    ...separable('half', from, from, 2),
    ...separable('same', from, to, 1),
  })
}

function separable(name: string, from: number, to: number, stride: number): Record<string, Connector> {
  return {
    [`${name}Depthwise`]: depthwise(from, stride),
    [`${name}Pointwise`]: linear(from, to, { bias: false }),
    [`${name}Norm`]: batchNorm(to),
    [`${name}Relu`]: plain(relu),
  }
}

/** Convolves each channel by itself, 3×3 with one zero on every side. Tensors: `weights` `[3, 3, channels, 1]`. */
function depthwise(channels: number, stride: number): Connector {
  return {
    init: (random) => ({ trainable: uniformWeights(random, [3, 3, channels, 1], 9, { bias: false }) }),
    apply: (features, { variables, state }) => {
      const padded = pad(features, [[0, 0], [1, 1], [1, 1], [0, 0]]) as Tensor4D // prettier-ignore
      const weights = variables['weights'] as Tensor4D
      return { features: depthwiseConv2d(padded, weights, stride, 'valid'), state }
    },
  }
}
