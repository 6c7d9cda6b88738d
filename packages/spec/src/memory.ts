import type { Tensor } from '@tensorflow/tfjs-core'

/** Tensors by name. */
export type NamedTensors = Readonly<Record<string, Tensor>>

/**
 * What a component asks its host to remember from step to step. The component gives initial values as tensors; the
 * host makes variables of them, names them, saves them in checkpoints and disposes them.
 */
export interface Memory {
  /** Trained together with the student (connectors, a learned temperature). */
  readonly trainable?: NamedTensors
  /** Given to each step and replaced by what the step returns (memory banks, running statistics). */
  readonly state?: NamedTensors
}
