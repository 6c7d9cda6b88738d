import { clone, customGrad, type Tensor } from '@tensorflow/tfjs-core'
import { constant } from './constant'

/** Returns the same values as a constant: gradients that reach it become zeros. */
export function detach(tensor: Tensor): Tensor {
  return constant((inner) => clone(inner), tensor)
}

/** The same values, apart from what they were made of: no gradient goes back that way at all, not even zeros of their size. */
export function apart(tensor: Tensor): Tensor {
  return customGrad(() => ({ value: clone(tensor), gradFunc: () => [] }))()
}
