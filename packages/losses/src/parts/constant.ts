import { customGrad, zeros, type Tensor } from '@tensorflow/tfjs-core'

/**
 * What `make` gives for some tensors, as a constant: gradients that reach it become zeros, and what has no gradient (an order, a comparison)
 * may stand in it.
 */
export function constant<Of extends readonly Tensor[]>(make: (...of: Of) => Tensor, ...of: Of): Tensor {
  const cut = customGrad((...given) => ({
    // Behind the tensors there is the function that keeps others for the gradient.
    value: make(...(given.slice(0, of.length) as unknown as Of)),
    gradFunc: () => of.map(({ shape }) => zeros(shape)),
  }))
  return cut(...of)
}
