import { PotstillError } from '@potstill/spec'
import { cast, div, expandDims, maximum, mean, mul, onesLike, sum, type Tensor } from '@tensorflow/tfjs-core'

/** Keeps the mean of a fully masked batch at 0 instead of 0/0. */
const smallestTotal = 1e-12

/** Where a batch is one of several that make one update. */
export interface Share {
  /** `[]`: Σ mask · weights of all of them, over what the mask is of: tokens where it is `[B, tokens]`, else examples. */
  readonly total: Tensor
  /** `[]`: how many batches there are. */
  readonly batches: Tensor
}

/**
 * Takes the mean of a loss: over examples, or once over the valid tokens. A scalar stays as it is.
 *
 * @param loss `[B]`, `[B, tokens]` or `[]`
 * @param mask `[B]` or `[B, tokens]`: 0 leaves the entry out
 * @param weights `[B]`: Σ w·l / Σ w
 * @param share gives the part of this batch in the mean over all: those parts add up to it. Of a scalar, the mean over batches
 */
export function reduceLoss(
  component: string,
  loss: Tensor,
  mask?: Tensor,
  weights?: Tensor,
  share?: Share,
): Tensor {
  if (loss.rank === 0) return share === undefined ? loss : div(loss, share.batches)
  if (loss.rank > 2) throw wrongRank(component, loss)
  const factors = [mask, weights]
    .filter((factor) => factor !== undefined)
    .map((factor) => alignTo(loss, cast(factor, 'float32')))
  if (factors.length === 0 && share === undefined) return mean(loss)
  const factor = factors.reduce((product, next) => mul(product, next), onesLike(loss))
  const total = share === undefined ? sum(factor) : wholeTotal(loss, mask, share)
  return div(sum(mul(loss, factor)), maximum(total, smallestTotal))
}

/** Without a mask of tokens, every example has all of them. */
function wholeTotal(loss: Tensor, mask: Tensor | undefined, { total }: Share): Tensor {
  return loss.rank === 2 && mask?.rank !== 2 ? mul(total, loss.shape[1] ?? 1) : total
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
