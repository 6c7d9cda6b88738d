import { PotstillError, type Batch } from '@potstill/spec'
import { addN, cast, expandDims, mul, scalar, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'

/** What all batches of one update hold together: means are taken over it, as if they were one batch. */
export interface WholeBatch {
  /** `[]`: Σ mask · weights over the entries that the mask has, or over examples. */
  readonly weighted: Tensor
  /** `[]`: Σ mask. */
  readonly unweighted: Tensor
  /** `[]`: how many batches there are. */
  readonly batches: Tensor
}

/** Adds up before the first pass what every mean of the update divides by. */
export function wholeBatch(batches: readonly Batch[]): WholeBatch {
  checkMasks(batches)
  return tidy(() => ({
    weighted: addN(batches.map((batch) => entries(batch, batch.weights))),
    unweighted: addN(batches.map((batch) => entries(batch))),
    batches: scalar(batches.length),
  }))
}

function entries({ ids, mask }: Batch, weights?: Tensor): Tensor {
  if (mask === undefined) return weights === undefined ? scalar(ids.size) : sum(weights)
  const valid = cast(mask, 'float32')
  if (weights === undefined) return sum(valid)
  return sum(mul(valid, mask.rank > 1 ? expandDims(weights, -1) : weights))
}

/** Sums over tokens and sums over examples cannot be added up. */
function checkMasks(batches: readonly Batch[]): void {
  const ranks = batches.map(({ mask }) => (mask?.rank === 2 ? 'tokens' : 'examples'))
  if (new Set(ranks).size === 1) return
  throw new PotstillError({
    code: 'trainer/accumulated-masks',
    expected: 'batches of one update that all have a mask [B, tokens], or none of them',
    received: ranks.join(', '),
    fix: 'give every batch a mask: ones where nothing is to be left out',
    category: 'work',
  })
}
