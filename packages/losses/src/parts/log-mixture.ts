import { add, exp, log, maximum, sub, type Tensor } from '@tensorflow/tfjs-core'
import { detach } from './detach'

/**
 * log(share · exp(one) + (1 − share) · exp(other)), for logarithms of any size.
 *
 * @param share of the first, in (0, 1)
 */
export function logMixture(one: Tensor, other: Tensor, share: number): Tensor {
  const [a, b] = [add(one, Math.log(share)), add(other, Math.log(1 - share))]
  // A constant: the gradient of a maximum is one-sided where both are equal.
  const top = detach(maximum(a, b))
  return add(top, log(add(exp(sub(a, top)), exp(sub(b, top)))))
}
