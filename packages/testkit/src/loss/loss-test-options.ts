import type { Runner } from '../runner'
import type { TapShapes } from './loss-case'

export interface LossTestOptions extends Runner {
  /** Options to test the loss with, one after the other. Default: none, which are its defaults. */
  readonly options?: readonly Readonly<Record<string, unknown>>[]
  /** Shapes of the pairs of taps, of one example. Default: one pair of [4, 4, 3]. */
  readonly taps?: readonly TapShapes[]
  /** Logits `[B, tokens, C]` too. Default: true where the loss gives a value per example and needs no features or views. */
  readonly tokens?: boolean
  /** Of how many tokens a loss on features gives a value each. Default: it gives one for each example. */
  readonly featureTokens?: number
  /** Examples in a batch. Default: 4. */
  readonly batch?: number
  /** How far a gradient may be from central differences, in shares of the largest entry. Default: 0.01. */
  readonly gradientTolerance?: number
  /**
   * Why central differences do not apply: where a part of the value follows the student and is a constant to its gradient all the
   * same, such as a weight.
   */
  readonly withoutDifferences?: string
  /** Why its gradient is not 0 where the student is the teacher, although its value is: where it has an edge there, say. */
  readonly withoutFlatMatch?: string
}
