/** Formulas in float64, to hold the float32 of TensorFlow.js against. */

export function softmax(logits: readonly number[], temperature = 1): number[] {
  const top = Math.max(...logits)
  const powers = logits.map((logit) => Math.exp((logit - top) / temperature))
  const total = powers.reduce((sofar, power) => sofar + power, 0)
  return powers.map((power) => power / total)
}

/** −Σ_c p_c log q_c, in nats. */
export function crossEntropyOf(p: readonly number[], q: readonly number[]): number {
  return pair(p, q, (pc, qc) => -pc * Math.log(qc)).reduce((sofar, term) => sofar + term, 0)
}

/** Combines two lists of one length, entry by entry. */
export function pair<A, B, C>(one: readonly A[], other: readonly B[], combine: (a: A, b: B) => C): C[] {
  if (one.length !== other.length) throw new Error(`lists of ${one.length} and ${other.length} entries`)
  return one.map((entry, index) => combine(entry, other[index] as B))
}

/** The largest distance between two entries of two lists of one length. */
export function farthest(one: readonly number[], other: readonly number[]): number {
  return Math.max(...pair(one, other, (a, b) => Math.abs(a - b)))
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

export const mean = (values: readonly number[]): number => sum(values) / values.length

export const dot = (one: readonly number[], other: readonly number[]): number =>
  sum(pair(one, other, (a, b) => a * b))

export const normOf = (values: readonly number[]): number => Math.sqrt(dot(values, values))

/** With the Euclidean length 1. */
export const unit = (values: readonly number[]): number[] => values.map((value) => value / normOf(values))

export const difference = (one: readonly number[], other: readonly number[]): number[] =>
  pair(one, other, (a, b) => a - b)

export const columnsOf = (rows: readonly (readonly number[])[]): number[][] =>
  (rows[0] ?? []).map((_, at) => rows.map((row) => row[at]!))
