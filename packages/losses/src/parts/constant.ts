import { customGrad, zeros, type Tensor } from '@tensorflow/tfjs-core'

/** What `make` gives for some tensors, as a constant: nothing that it does needs a gradient, and zeros reach the tensors. */
export function constant(make: (...of: Tensor[]) => Tensor, ...of: readonly Tensor[]): Tensor {
  const cut = customGrad((...given) => ({
    // Behind the tensors there is the function that keeps others for the gradient.
    value: make(...(given.slice(0, of.length) as Tensor[])),
    gradFunc: () => of.map(({ shape }) => zeros(shape)),
  }))
  return cut(...of)
}
