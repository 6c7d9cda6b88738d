import type { Tensor } from '@tensorflow/tfjs-core'
import { PotstillError } from '@potstill/spec'

/** Logits off the backend: `rows` times `classes` values, one row after the other. */
export interface LogitRows {
  readonly values: ArrayLike<number>
  readonly rows: number
  readonly classes: number
}

/** Reads logits `[B, C]` or `[B, tokens, C]` and disposes the tensor. Throws a PotstillError for other shapes. */
export async function takeRows(logits: Tensor): Promise<LogitRows> {
  try {
    const classes = logits.shape.at(-1) ?? 0
    if (logits.rank < 2 || classes === 0) {
      throw new PotstillError({
        code: 'evaluation/logits-shape',
        expected: 'logits of shape [B, C] or [B, tokens, C]',
        received: `shape [${logits.shape.join(', ')}]`,
        fix: 'let the predictor return the raw logits of the whole batch',
      })
    }
    return { values: await logits.data(), rows: logits.size / classes, classes }
  } finally {
    logits.dispose()
  }
}

/** The first of the largest logits in each row, int32 `[rows]`; −1 where a row holds NaN. */
export function predictedClasses({ values, rows, classes }: LogitRows): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => {
    const start = row * classes
    let best = 0
    for (let index = 0; index < classes; index++) {
      const value = values[start + index]!
      if (Number.isNaN(value)) return -1
      if (value > values[start + best]!) best = index
    }
    return best
  })
}

/** −log softmax(logits)[label] of one row, in nats. The largest logit is taken out first, so nothing overflows. */
export function crossEntropyOf({ values, classes }: LogitRows, row: number, label: number): number {
  const start = row * classes
  let largest = -Infinity
  for (let index = start; index < start + classes; index++) largest = Math.max(largest, values[index]!)
  let sum = 0
  for (let index = start; index < start + classes; index++) sum += Math.exp(values[index]! - largest)
  return Math.log(sum) + (largest - values[start + label]!)
}
