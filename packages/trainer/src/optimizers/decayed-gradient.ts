import { add, mul, type Tensor } from '@tensorflow/tfjs-core'

/** Adds L2 weight decay to a gradient: g + λ·w. */
export function decayedGradient(gradient: Tensor, value: Tensor, weightDecay: Tensor): Tensor {
  return add(gradient, mul(value, weightDecay))
}
