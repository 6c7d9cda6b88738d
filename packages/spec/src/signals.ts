import type { Tensor } from '@tensorflow/tfjs-core'

/** What is left of a teacher's distribution when only its largest entries are kept. */
export interface TopK {
  /** int32 `[B, K]` or `[B, tokens, K]`: classes, most probable first. */
  readonly indices: Tensor
  /** float32, same shape: log-probabilities of those classes. */
  readonly logProbs: Tensor
  /** float32 `[B]` or `[B, tokens]`: probability mass of all other classes. */
  readonly tail: Tensor
}

/** A layer of the student beside the layer of the teacher it learns from. */
export interface FeaturePair {
  readonly student: Tensor
  readonly teacher: Tensor
}

/** Everything a loss may ask for; nothing else reaches it. The teacher's tensors are constants. */
export interface Signals {
  /** float32 `[B, C]` or `[B, tokens, C]`, raw logits. */
  readonly studentLogits: Tensor
  /** float32 `[B, C]` or `[B, tokens, C]`, raw logits. */
  readonly teacherLogits: Tensor
  readonly teacherTopK: TopK
  /** Logits of the further views, in the order of `Batch.views`. */
  readonly studentViews: readonly Tensor[]
  readonly teacherViews: readonly Tensor[]
  /** Paired, and in the order of the recipe's `taps`. */
  readonly features: readonly FeaturePair[]
  /** int32 `[B]` or `[B, tokens]`. */
  readonly labels: Tensor
  /** float32 `[B, C]`, probabilities. */
  readonly targets: Tensor
  /** int32 `[B]`. */
  readonly ids: Tensor
  /** float32 `[B]` or `[B, tokens]`; ones where the batch has no mask. */
  readonly mask: Tensor
}

export type SignalName = keyof Signals
