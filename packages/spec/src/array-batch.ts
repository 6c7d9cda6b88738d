import type { Shape } from './batch'

/** B examples as plain arrays, row-major, for what works on them before there are tensors. */
export interface ArrayBatch {
  /** int32 `[B]`. */
  readonly ids: Int32Array
  /** float32 `[B, …shape]`, in a buffer of its own. */
  readonly inputs: Float32Array
  /** Of one example. */
  readonly shape: Shape
  /** int32 `[B]`. */
  readonly labels?: Int32Array
  /** float32 `[B, C]`, probabilities. */
  readonly targets?: Float32Array
}
