import { PotstillError, type TopK } from '@potstill/spec'
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * Checks that a teacher's largest entries fit the student's logits: `indices` int32 and `logProbs` of one shape `[…, K]`, K at most C, and
 * a `tail` for each row.
 *
 * @throws PotstillError `losses/top-k`
 */
export function checkTopK(component: string, logits: Tensor, { indices, logProbs, tail }: TopK): void {
  const [rows, classes] = [logits.shape.slice(0, -1), logits.shape.at(-1) ?? 0]
  const kept = indices.shape.at(-1) ?? 0
  const fits =
    indices.dtype === 'int32' &&
    String(indices.shape) === String([...rows, kept]) &&
    String(logProbs.shape) === String(indices.shape) &&
    String(tail.shape) === String(rows) &&
    kept >= 1 &&
    kept <= classes
  if (fits) return
  throw new PotstillError({
    code: 'losses/top-k',
    component,
    expected: `for logits [${logits.shape}], int32 indices and logProbs of shape [${[...rows, 'K'].join()}] with K from 1 to ${classes}, and a tail of shape [${rows}]`,
    received: `${indices.dtype} indices [${indices.shape}], logProbs [${logProbs.shape}], tail [${tail.shape}]`,
    fix: 'let the teacher keep the largest entries of each example or token, of the same classes',
  })
}
