import type { Batch } from '@potstill/spec'
import { disposeBatch } from '../step/dispose-batch'

/**
 * Hands out batches in groups of `size`, the last one of what is left. The tensors of a group are the caller's; where the
 * caller stops early, those that are waiting are freed.
 */
export async function* batchGroups(
  batches: AsyncIterable<Batch>,
  size: number,
): AsyncGenerator<readonly Batch[], void, undefined> {
  let group: Batch[] = []
  try {
    for await (const batch of batches) {
      group.push(batch)
      if (group.length < size) continue
      const whole = group
      group = []
      yield whole
    }
    const rest = group
    group = []
    if (rest.length > 0) yield rest
  } finally {
    for (const batch of group) disposeBatch(batch)
  }
}
