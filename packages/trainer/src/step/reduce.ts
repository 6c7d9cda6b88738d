import { PotstillError } from '@potstill/spec'
import { cast, div, expandDims, maximum, mean, mul, onesLike, sum, type Tensor } from '@tensorflow/tfjs-core'

/** Keeps the mean of a fully masked batch at 0 instead of 0/0. */
const smallestTotal = 1e-12

/**
 * Takes the mean of a loss: over examples, or once over the valid tokens. A scalar stays as it is.
 *
 * @param loss `[B]`, `[B, tokens]` or `[]`
 * @param mask `[B]` or `[B, tokens]`: 0 leaves the entry out
 * @param weights `[B]`: Σ w·l / Σ w
 */
export function reduceLoss(component: string, loss: Tensor, mask?: Tensor, weights?: Tensor): Tensor {
  if (loss.rank === 0) return loss
  if (loss.rank > 2) throw wrongRank(component, loss)
  const factors = [mask, weights]
    .filter((factor) => factor !== undefined)
    .map((factor) => alignTo(loss, cast(factor, 'float32')))
  if (factors.length === 0) return mean(loss)
  const factor = factors.reduce((product, next) => mul(product, next), onesLike(loss))
  return div(sum(mul(loss, factor)), maximum(sum(factor), smallestTotal))
}

function alignTo(loss: Tensor, factor: Tensor): Tensor {
  return factor.rank < loss.rank ? expandDims(factor, -1) : factor
}

function wrongRank(component: string, loss: Tensor): PotstillError {
  return new PotstillError({
    code: 'trainer/loss-rank',
    component,
    expected: 'a loss of shape [B], [B, tokens] or []',
    received: `[${loss.shape.join(', ')}]`,
    fix: 'return one value per example (or token), unreduced',
    category: 'request',
  })
}
