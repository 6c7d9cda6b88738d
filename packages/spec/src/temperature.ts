import type { Tensor } from '@tensorflow/tfjs-core'
import type { Awaitable } from './awaitable'
import type { Identity } from './component'
import type { Memory, NamedTensors } from './memory'
import type { ProgressTensors } from './progress'
import type { Random } from './random'
import type { Schedule } from './schedule'
import type { Signals } from './signals'

/** Temperatures of one step. Each broadcasts against logits: `[]`, `[B, 1]`, or `[B, tokens, 1]`. */
export interface TemperatureValue {
  /** Divides the student's logits. */
  readonly student: Tensor
  /** Divides the teacher's logits. */
  readonly teacher: Tensor
  /** The factor on the loss that undoes the 1/T² of its gradients; which T it is, the temperature decides. */
  readonly squared: Tensor
}

export type TemperatureSignal = 'studentLogits' | 'teacherLogits' | 'labels'

export interface TemperatureContext {
  /** float32 `[]`: the value of `base` at this step. */
  readonly base: Tensor
  readonly progress: ProgressTensors
  readonly variables: NamedTensors
  readonly state: NamedTensors
  readonly random: Random
}

/** Temperatures, and the memory's new state where the temperature has one. */
export interface TemperatureStep {
  readonly temperatures: readonly TemperatureValue[]
  readonly state: NamedTensors
}

/** The part of a temperature that depends on its options. */
export interface TemperatureBody<Need extends TemperatureSignal = TemperatureSignal> {
  /** What the context's `base` follows. Default: 1. */
  readonly base?: number | Schedule
  init?(given: { readonly classes: number; readonly random: Random }): Awaitable<Memory>
  /** Several values: the loss is computed at each and summed. */
  resolve(
    signals: Pick<Signals, Need>,
    context: TemperatureContext,
  ): TemperatureValue | readonly TemperatureValue[] | TemperatureStep
}

/**
 * A temperature that reads the batch, or learns. (One that only follows a curve is a `Schedule`.)
 * It fits every loss with the trait `softened`, and runs inside the gradient tape, so it may be trained.
 */
export interface Temperature<Need extends TemperatureSignal = TemperatureSignal>
  extends Identity<'temperature'>,
    TemperatureBody<Need> {
  readonly needs: readonly Need[]
}
