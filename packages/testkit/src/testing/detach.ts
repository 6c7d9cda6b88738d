import { clone, customGrad, mul, zerosLike, type Tensor } from '@tensorflow/tfjs-core'

/** The same values as a constant. */
export function detach(tensor: Tensor): Tensor {
  return customGrad((inner) => ({
    value: clone(inner as Tensor),
    gradFunc: (upstream: Tensor) => zerosLike(upstream),
  }))(tensor)
}

/** The same values, with twice the gradient that they should have. */
export function twiceTheGradient(tensor: Tensor): Tensor {
  return customGrad((inner) => ({
    value: clone(inner as Tensor),
    gradFunc: (upstream: Tensor) => mul(upstream, 2),
  }))(tensor)
}
