/** Counts of values by size. */
export interface Histogram {
  readonly min: number
  readonly max: number
  /** How many values there are. */
  readonly count: number
  readonly sum: number
  readonly sumOfSquares: number
  /** Upper end of each bucket, rising; the last is `max`. */
  readonly limits: readonly number[]
  /** How many values each bucket holds. */
  readonly counts: readonly number[]
}

/**
 * Counts values into buckets of equal width from the smallest to the largest value; a value on the edge of two belongs to
 * the upper one. Where all are equal there is one bucket. NaN and the infinities are left out; with nothing left, all is 0
 * and there is no bucket.
 *
 * @param buckets - how many. Default: 30, as in TensorBoard's own summaries.
 *
 * @example
 * const { limits, counts } = histogramOf([0, 1, 2, 4], 2)
 * limits // => [2, 4]
 * counts // => [2, 2]
 */
export function histogramOf(values: ArrayLike<number>, buckets = 30): Histogram {
  let [min, max, count, sum, sumOfSquares] = [Infinity, -Infinity, 0, 0, 0]
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
    count += 1
    sum += value
    sumOfSquares += value * value
  }
  if (count === 0) return { min: 0, max: 0, count, sum, sumOfSquares, limits: [], counts: [] }
  if (min === max) return { min, max, count, sum, sumOfSquares, limits: [max], counts: [count] }

  const counts = Array.from({ length: buckets }, () => 0)
  const width = (max - min) / buckets
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (!Number.isFinite(value)) continue
    const bucket = Math.min(buckets - 1, Math.floor((value - min) / width))
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  const limits = counts.map((_, bucket) => (bucket === buckets - 1 ? max : min + width * (bucket + 1)))
  return { min, max, count, sum, sumOfSquares, limits, counts }
}
