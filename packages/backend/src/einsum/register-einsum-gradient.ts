import { Einsum, getGradient, registerGradient } from '@tensorflow/tfjs-core'
import { einsumGradient } from './einsum-gradient'

/** Gives TensorFlow.js the gradient of `einsum`, for every backend, where it has none. */
export function registerEinsumGradient(): void {
  if (!getGradient(Einsum)) registerGradient(einsumGradient)
}
