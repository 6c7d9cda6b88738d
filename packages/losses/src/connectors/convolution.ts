import { add, conv2d, conv2dTranspose, pad, zeros, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core'
import type { Connector } from './connector'
import { uniformWeights, type WeightOptions } from './initial-weights'

export interface ConvolutionOptions extends WeightOptions {
  /** Height and width of the kernel. Default: 3 × 3. */
  readonly kernel?: readonly [number, number]
  /** Default: 1. */
  readonly stride?: number
  /** Zeros on every side of the maps. Default: 0. */
  readonly padding?: number
}

/** Convolves maps `[B, H, W, from]`. Tensors: `weights` `[height, width, from, to]`, `bias` `[to]` unless it has none. */
export function convolution(
  from: number,
  to: number,
  { kernel: [height, width] = [3, 3], stride = 1, padding = 0, bias = true, gain }: ConvolutionOptions = {},
): Connector {
  const shape = [height, width, from, to]
  return {
    init: (random) => ({
      trainable: uniformWeights(random, shape, height * width * from, { bias, gain }),
    }),
    apply: (features, { variables, state }) => {
      const weights = variables['weights'] as Tensor4D
      const maps = conv2d(padded(features, padding) as Tensor4D, weights, stride, 'valid')
      return { features: bias ? add(maps, variables['bias']!) : maps, state }
    },
  }
}

/**
 * Doubles the size of maps `[B, H, W, from]` by a transposed convolution, 4×4 with stride 2. Tensors: `weights` `[4, 4, to, from]`, as
 * TensorFlow.js has them, and `bias` `[to]`.
 */
export function doubling(from: number, to: number): Connector {
  return {
    init: (random) => {
      // Each entry of the result is a sum over 2 × 2 places of the kernel.
      const weights = uniformWeights(random, [4, 4, to, from], 4 * from, { bias: false })
      return { trainable: { ...weights, bias: zeros([to]) } }
    },
    apply: (features, { variables, state }) => {
      const [batch = 0, height = 0, width = 0] = features.shape
      const weights = variables['weights'] as Tensor4D
      const size: [number, number, number, number] = [batch, 2 * height, 2 * width, to]
      const maps = conv2dTranspose(features as Tensor4D, weights, size, 2, 'same')
      return { features: add(maps, variables['bias']!), state }
    },
  }
}

function padded(maps: Tensor, by: number): Tensor {
  return by === 0 ? maps : pad(maps, [[0, 0], [by, by], [by, by], [0, 0]]) // prettier-ignore
}
