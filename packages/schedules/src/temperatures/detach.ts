import { clone, customGrad, type Tensor, zeros } from '@tensorflow/tfjs-core'

/**
 * Computes a value as a constant: gradients that reach the tensor become zeros, and what is computed may use operations
 * that have none.
 */
export function detached(tensor: Tensor, compute: (inner: Tensor) => Tensor): Tensor {
  return customGrad((inner) => ({
    value: compute(inner as Tensor),
    gradFunc: () => zeros(tensor.shape),
  }))(tensor)
}

/** Returns the same values as a constant: gradients that reach it become zeros. */
export function detach(tensor: Tensor): Tensor {
  return detached(tensor, clone)
}
