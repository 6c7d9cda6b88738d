import { clone, customGrad, type GradSaveFunc, mul, type Tensor, zerosLike } from '@tensorflow/tfjs-core'

/**
 * Returns the same values; the gradient that goes back is multiplied by `factor`, `[]`, below 0 to reverse it.
 * Ganin & Lempitsky 2015, arXiv:1409.7495.
 */
export function reverseGradient(tensor: Tensor, factor: Tensor): Tensor {
  const reversed = customGrad((...given) => {
    const [inner, by, save] = given as unknown as [Tensor, Tensor, GradSaveFunc]
    save([by])
    return {
      value: clone(inner),
      gradFunc: (upstream: Tensor, saved: Tensor[]) => [mul(upstream, saved[0]!), zerosLike(saved[0]!)],
    }
  })
  return reversed(tensor, factor)
}
