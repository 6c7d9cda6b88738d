import type { Tensor } from '@tensorflow/tfjs-core'
import type { Identity } from './component'
import type { NamedTensors } from './memory'
import type { Schedule } from './schedule'

/** What changes from step to step and from group to group, as float32 scalars `[]`. */
export interface OptimizerRates {
  readonly learningRate: Tensor
  /** 0 for variables that the host exempts (biases, norms). */
  readonly weightDecay: Tensor
  /** Which update this is: 1 at the first. */
  readonly step: Tensor
}

export interface OptimizerUpdate {
  readonly value: Tensor
  /** The gradient of the weighted sum of all terms. */
  readonly gradient: Tensor
  /**
   * Gradients of the weighted terms by name, where the optimizer asks with `gradients: 'byTerm'` (DOT). A term that does not
   * reach this variable is absent. Their sum is `gradient`: clipping by norm scales all of them alike.
   */
  readonly byTerm?: NamedTensors
  /** Beside `byTerm`: names of the terms whose loss reads what the teacher says, whether or not they reach this variable. */
  readonly taught?: readonly string[]
  readonly slots: NamedTensors
  readonly rates: OptimizerRates
}

/**
 * A rule that updates one variable; the host applies it to each, keeps the slots, saves them and disposes them.
 * It is pure: new values are returned, none is assigned, so that a step can be captured and compiled.
 */
export interface OptimizerBody {
  /** Default: `'sum'`. */
  readonly gradients?: 'sum' | 'byTerm'
  readonly learningRate: number | Schedule
  readonly weightDecay?: number
  /** Initial slots of one variable, made before the first step. */
  init(variable: Tensor): NamedTensors
  apply(update: OptimizerUpdate): { readonly value: Tensor; readonly slots: NamedTensors }
}

export interface Optimizer extends Identity<'optimizer'>, OptimizerBody {}
