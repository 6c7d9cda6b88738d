import type { Tensor } from '@tensorflow/tfjs-core'

/** Where a run stands, before the step that is about to be taken. */
export interface Progress {
  /** Steps taken so far: 0 before the first. */
  readonly step: number
  /** Steps the whole run will take. */
  readonly steps: number
  /** Epochs done so far, with fractions: 1.5 is the middle of the second. */
  readonly epoch: number
  /** Epochs the whole run will take. */
  readonly epochs: number
  /** `step / steps`. */
  readonly fraction: number
}

/** The same as float32 scalars `[]`, for code that runs inside a step: they change without a new capture. */
export interface ProgressTensors {
  readonly step: Tensor
  readonly epoch: Tensor
  readonly fraction: Tensor
}
