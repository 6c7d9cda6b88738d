import type { NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs-core'
import type { VectorLoop } from '../loops/vector/vector-loop'

/** What `tf.train` keeps of a variable in a list of its own, at the place that the variable has among the gradients. */
export interface Slot {
  readonly originalName: string
  readonly variable: Variable
}

/** One list of slots of an optimizer, and how it makes them. */
export interface SlotList {
  readonly slots: Slot[]
  /** Follows the variable's name in the slot's. */
  readonly suffix: string
  initial(value: Tensor): Tensor
}

/** An update of `tf.train` in one pass over a variable, its gradient and its slots. */
export interface Update {
  /** In the order in which the optimizer makes them. */
  readonly slotLists: readonly SlotList[]
  /** Reads value, gradient and slots, in this order; writes value and slots. */
  readonly loop: VectorLoop
  readonly numbers: readonly number[]
  /** What follows when every variable has its new value. */
  finish?(): void
}

/** Says what an optimizer is about to do. Its fields are those of TensorFlow.js 4, where they are private. */
export type UpdateRule<Fields> = (optimizer: Fields) => Update

/** By the variables' names, or a list; a variable may have none. */
export type GivenGradients = NamedTensorMap | { readonly name: string; readonly tensor: Tensor }[]

/** The number of a scalar, whichever backend has it. */
export function numberOf(scalar: Scalar | Variable): number {
  return scalar.dataSync()[0] as number
}
