import { add, grads, mul, sum, zeros, type Tensor } from '@tensorflow/tfjs-core'

/** Zeros where the function does not depend on its arguments. */
export function gradientsOrNone(f: (...x: Tensor[]) => Tensor, at: readonly Tensor[]): readonly Tensor[] {
  // A connection that is always there: without any, TensorFlow.js throws.
  const connected = (...x: Tensor[]) => x.reduce((total, each) => addZero(total, each), f(...x))
  return grads(connected)([...at])
}

function addZero(total: Tensor, each: Tensor): Tensor {
  return add(total, sum(mul(each, zeros(each.shape))))
}
