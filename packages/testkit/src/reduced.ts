import { div, mean, mul, sum, type Tensor } from '@tensorflow/tfjs-core'

/**
 * The reduction of the trainer: the mean over examples, or over the tokens whose mask is 1; a scalar stays as it is.
 *
 * @param loss float32 `[]`, `[B]` or `[B, tokens]`
 * @param mask of the same shape, where there is one
 */
export function reduced(loss: Tensor, mask: Tensor | undefined): Tensor {
  if (loss.rank === 0) return loss
  if (mask === undefined || mask.shape.join() !== loss.shape.join()) return mean(loss)
  return div(sum(mul(loss, mask)), sum(mask))
}
