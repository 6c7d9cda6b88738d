import { PotstillError } from '@potstill/spec'
import { resolveTerms } from '../step/resolve-terms'
import type { SettledOptions } from './settle-learners'

/**
 * Refuses a run of which an epoch's last batch, or every batch, has fewer examples than a loss has to relate: that would be told in the
 * middle of the run, when the batch comes. Of a stream that does not know its size, nothing is said before.
 *
 * @throws PotstillError `trainer/small-batch`
 */
export function checkSmallestBatch({ objective, learners, data, batchSize }: SettledOptions): void {
  const { size } = data.train
  if (size === undefined) return
  const objectives = learners?.map((learner) => learner.objective) ?? [objective]
  const last = lastOf(size, batchSize)
  for (const { name, loss } of objectives.flatMap((each) => resolveTerms(each))) {
    const least = loss.traits.smallestBatch ?? 1
    if (last >= least) continue
    const fitting = nearestFitting(size, batchSize, least)
    throw new PotstillError({
      code: 'trainer/small-batch',
      component: name,
      expected: `at least ${least} examples in every batch, which it relates to each other`,
      received: `a last batch of ${last}: ${size} examples in batches of ${batchSize}`,
      fix: fitting === undefined ? 'train on more examples' : `choose batchSize: ${fitting}`,
    })
  }
}

function lastOf(size: number, batchSize: number): number {
  return size % batchSize || Math.min(size, batchSize)
}

function nearestFitting(size: number, batchSize: number, least: number): number | undefined {
  for (let by = 1; by < size; by++) {
    for (const candidate of [batchSize - by, batchSize + by]) {
      if (candidate > 0 && lastOf(size, candidate) >= least) return candidate
    }
  }
  return undefined
}
