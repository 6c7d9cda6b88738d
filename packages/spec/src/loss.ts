import type { Tensor } from '@tensorflow/tfjs-core'
import type { Awaitable } from './awaitable'
import type { Shape } from './batch'
import type { Identity } from './component'
import type { Memory, NamedTensors } from './memory'
import type { ProgressTensors } from './progress'
import type { Random } from './random'
import type { SignalName, Signals } from './signals'
import type { TemperatureValue } from './temperature'

/** What a loss is, as data: the host, the tests and the documentation read it. */
export interface LossTraits {
  /** Where in the network it looks. */
  readonly level: 'logits' | 'features' | 'relations'
  /** It divides logits by `context.temperature`. */
  readonly softened: boolean
  /** It returns one value per example (or token); false: one for the whole batch. */
  readonly perExample: boolean
  /** Teacher and student have to have the same classes. */
  readonly sameClasses: boolean
  /** It is 0 where the student equals the teacher. */
  readonly zeroAtMatch: boolean
  /** It is multiplied by `context.temperature.squared`. */
  readonly temperatureSquared: boolean
  /** The value does not depend on the order of the batch. Default: true. */
  readonly permutationInvariant?: boolean
  /**
   * Whom its gradient trains: `student`, and beside it the loss's own variables; or those alone (`own`), as where a network that the
   * student is to learn from later is made ready. The student is then nothing but a constant to it. Default: `student`.
   */
  readonly trains?: 'student' | 'own'
  /** The smallest batch the method allows. Default: 1. */
  readonly smallestBatch?: number
  /** False, with the reason, where a step with it cannot be captured and compiled. Default: true. */
  readonly compiles?: true | { readonly reason: string }
}

/** What is known before step 1. Shapes are of one example. */
export interface LossInit {
  readonly shapes: {
    readonly studentLogits: Shape
    readonly teacherLogits?: Shape
    readonly features: readonly { readonly student: Shape; readonly teacher: Shape }[]
  }
  readonly classes: number
  /** How many examples there are: every id is below `count`. `labels` is by id, where the data are in memory. */
  readonly examples: { readonly count: number; readonly labels?: Int32Array }
  /** Signals that this run has, of those in `needs` and `uses`. */
  readonly signals: readonly SignalName[]
  readonly random: Random
}

export interface LossContext {
  readonly temperature: TemperatureValue
  /** The values of `init`'s `trainable`, inside the gradient tape. */
  readonly variables: NamedTensors
  /** The values of `init`'s `state`. Never mutated: return the next state beside the loss. */
  readonly state: NamedTensors
  readonly random: Random
  readonly progress: ProgressTensors
  /** False when a validation loss is computed: batch statistics are then not updated. */
  readonly training: boolean
}

/** A loss together with its memory's next state. */
export interface LossStep {
  readonly loss: Tensor
  readonly state: NamedTensors
}

/** What `compute` sees: the signals in `needs`, and those in `uses` where the run has them. */
export type SignalsFor<Need extends SignalName, Use extends SignalName> = Pick<Signals, Need> &
  Partial<Pick<Signals, Use>>

/**
 * The part of a loss that depends on its options. It runs inside the caller's tidy scope and gradient tape: an author
 * never writes `tidy`, `keep` or `dispose`, takes no mean over examples, and multiplies by no weight.
 */
export interface LossBody<Need extends SignalName = SignalName, Use extends SignalName = SignalName> {
  readonly traits: LossTraits
  /** Before step 1: makes the memory, and may refuse what it is given by throwing a PotstillError. */
  init?(given: LossInit): Awaitable<Memory>
  /** Returns float32 `[B]`, `[B, tokens]`, or a scalar where the method relates the whole batch. */
  compute(signals: SignalsFor<Need, Use>, context: LossContext): Tensor | LossStep
}

/** A distillation loss: synchronous and unreduced. A signal that is not declared is a compile error in `compute`. */
export interface Loss<Need extends SignalName = SignalName, Use extends SignalName = SignalName>
  extends Identity<'loss'>,
    LossBody<Need, Use> {
  /** Signals it cannot do without: a run that lacks one is refused before step 1. */
  readonly needs: readonly Need[]
  /** Signals it takes where the run has them. */
  readonly uses: readonly Use[]
}
