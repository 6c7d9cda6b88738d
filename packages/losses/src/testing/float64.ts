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
