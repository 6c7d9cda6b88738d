import { div, maximum, mul, sqrt, sum, type Tensor } from '@tensorflow/tfjs-core'

/** So small that only what is 0 is below. Its square is still a float32 number. */
const smallest = 1e-12

/**
 * Vectors along the last axis, divided by their Euclidean norm; those that are 0 stay 0, and have the gradient 0.
 */
export function normed(vectors: Tensor): Tensor {
  return div(vectors, normOf(vectors))
}

/** Euclidean norms along the last axis, which stays with length 1, and at least 1e-12. */
export function normOf(vectors: Tensor): Tensor {
  return sqrt(maximum(sum(mul(vectors, vectors), -1, true), smallest ** 2))
}
