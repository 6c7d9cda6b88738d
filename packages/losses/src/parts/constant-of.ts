import { customGrad, type Tensor, zeros } from '@tensorflow/tfjs-core'

/**
 * Computes something of a tensor as a constant: gradients that reach it become zeros, and what has no gradient (an order, a comparison)
 * may stand in it.
 */
export function constantOf(tensor: Tensor, compute: (tensor: Tensor) => Tensor): Tensor {
  const { shape } = tensor
  return customGrad((inner) => ({
    value: compute(inner as Tensor),
    gradFunc: () => zeros(shape),
  }))(tensor)
}
