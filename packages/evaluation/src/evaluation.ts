/**
 * Counts of what a network gets wrong: `counts[label][predicted]`, `[C, C]`.
 * A prediction that is not a number is in no cell.
 */
export type Confusion = readonly (readonly number[])[]

/** How well a network does on a data set. All counts are whole numbers, so the shares are exact. */
export interface Evaluation {
  /** Predictions that were measured: examples, or the valid tokens of sequences. */
  readonly examples: number
  /** Share of predictions that equal the label, in [0, 1]. Absent for unlabelled data. */
  readonly accuracy?: number
  /** How many predictions differ from the label. Absent for unlabelled data. */
  readonly errors?: number
  /** Mean of −log q(label), in nats. Absent for unlabelled data. */
  readonly crossEntropy?: number
  /** Share of predictions that equal the reference's, in [0, 1]. */
  readonly agreement?: number
  readonly confusion?: Confusion
}
