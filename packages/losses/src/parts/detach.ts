import { clone, customGrad, type Tensor, zerosLike } from '@tensorflow/tfjs-core'

/** Returns the same values as a constant: gradients that reach it become zeros. */
export function detach(tensor: Tensor): Tensor {
  return customGrad((inner) => ({
    value: clone(inner as Tensor),
    gradFunc: (upstream: Tensor) => zerosLike(upstream),
  }))(tensor)
}
