import { add, div, moments, mul, ones, reshape, sqrt, sub, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { detach } from '../parts/detach'
import type { Connector } from './connector'

export interface BatchNormOptions {
  /** Share of the new value in running statistics. Default: 0.1. */
  readonly momentum?: number
  /** Added to variances. Default: 1e-5. */
  readonly epsilon?: number
  /** Whether it learns a scale and an offset. Default: true. */
  readonly affine?: boolean
}

/**
 * Normalises each channel, the last axis, over everything else: by the statistics of the batch in training, by running ones otherwise.
 * As in PyTorch, running variances are unbiased. Tensors: `scale` and `offset` are trained unless it is not affine, `mean` and `variance` are
 * remembered, all `[channels]`. Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export function batchNorm(
  channels: number,
  { momentum = 0.1, epsilon = 1e-5, affine = true }: BatchNormOptions = {},
): Connector {
  return {
    init: () => ({
      ...(affine && { trainable: { scale: ones([channels]), offset: zeros([channels]) } }),
      state: { mean: zeros([channels]), variance: ones([channels]) },
    }),
    apply: (features, { variables, state, training }) => {
      const rows = reshape(features, [-1, channels])
      const now = training ? moments(rows, 0) : { mean: state['mean']!, variance: state['variance']! }
      const normal = div(sub(rows, now.mean), sqrt(add(now.variance, epsilon)))
      const out = affine ? add(mul(normal, variables['scale']!), variables['offset']!) : normal
      const moved = (old: Tensor, value: Tensor) => add(mul(old, 1 - momentum), mul(detach(value), momentum))
      const count = rows.shape[0] ?? 1
      const unbiased = () => mul(now.variance, count / Math.max(count - 1, 1))
      const next = () => ({
        mean: moved(state['mean']!, now.mean),
        variance: moved(state['variance']!, unbiased()),
      })
      return { features: reshape(out, features.shape), state: training ? next() : state }
    },
  }
}
