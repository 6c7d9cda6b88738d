import type { GradFunc, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core'

/** What the gradient functions of TensorFlow.js return: a function for each input of the kernel. */
export type InputGradients = ReturnType<GradFunc>

/** The gradient of a kernel with fewer passes, of TensorFlow.js's own operations, so that it has a gradient itself. */
export interface GradientOverride {
  readonly kernel: string
  /** Undefined where it does not cover what it is given. */
  gradient(dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap): InputGradients | undefined
}
