import type {
  Batch,
  Optimizer,
  Progress,
  StepDiagnostics,
  Storage,
  Strategy,
  Student,
  Teacher,
} from '@potstill/spec'
import type { Variable } from '@tensorflow/tfjs-core'
import type { Learner } from '../learner'
import type { Objective } from '../objective'
import type { KnownExamples } from './initialise-terms'
import type { UpdateOptions } from './update-options'

/**
 * Whether the training step becomes one native program, on backends that compile (`onnxruntime`).
 *
 * - `auto`: where it can; else it runs operation by operation.
 * - `always`: or it is an error.
 * - `never`: operation by operation, as everywhere else.
 */
export type Compile = 'auto' | 'always' | 'never'

export interface StepOptions extends UpdateOptions {
  readonly student: Student
  /** Opened by `createStep` and closed by `close`. */
  readonly teacher?: Teacher
  readonly objective: Objective
  readonly optimizer: Optimizer
  readonly strategies?: readonly Strategy[]
  /** Of every random draw. Default: 0. */
  readonly seed?: number
  /** Where the teacher reads its files; needed only for teachers that have some. */
  readonly storage?: Storage
  /** What losses with a memory of examples need to know. Default: no examples. */
  readonly examples?: KnownExamples
  /**
   * Default: `auto`. A compiled step runs the code of student, losses, temperatures and optimizer once for each set of
   * shapes: what they compute has to be a function of the tensors that they are given.
   */
  readonly compile?: Compile
  /**
   * Hears, each once and in a sentence, why the step is not compiled although the backend could, and how accumulated batches
   * differ from a large one.
   */
  readonly notice?: (message: string) => void
}

/** The same for several networks that learn together, as in deep mutual learning. */
export interface LearnersStepOptions extends Omit<StepOptions, 'student' | 'teacher' | 'objective'> {
  /** Each has a name, a student, an objective, and a teacher or peers. The first one is the student that others hear of. */
  readonly learners: readonly Learner[]
  readonly student?: undefined
  readonly teacher?: undefined
  readonly objective?: undefined
}

export interface StepResult {
  /** The weighted sum of all terms. */
  readonly total: number
  /** Value of each term before its weight. */
  readonly terms: Readonly<Record<string, number>>
  readonly weights: Readonly<Record<string, number>>
  /** Base temperature of each term whose loss softens logits. */
  readonly temperatures: Readonly<Record<string, number>>
  readonly learningRate: number
  /** Share of right answers on this batch, before the update; absent without labels. Of several learners, the first one's. */
  readonly accuracy?: number
  /** Of each learner by name, where several learn together. */
  readonly accuracies?: Readonly<Record<string, number>>
  /** Every so many steps, where `diagnostics` asks for it. */
  readonly diagnostics?: StepDiagnostics
}

/** Trains a student one batch at a time. */
export interface TrainStep {
  /** Names of the terms, in order. */
  readonly terms: readonly string[]
  /** Tries everything on one batch without training: what does not fit throws here. */
  check(batch: Batch): Promise<void>
  /**
   * Takes one step. The batches stay the caller's to dispose. Several make one update: their gradients are added up, and means
   * are taken over all of them.
   *
   * Throws a PotstillError (category `work`) that names the term where a loss or a gradient is not finite; the student
   * then has the last weights whose loss was finite. In development it also throws where steps leave ever more tensors behind.
   */
  train(batches: Batch | readonly Batch[], progress: Progress): Promise<StepResult>
  /**
   * The average of a student's weights, where `ema` asks for it, once the first batch was seen. It changes with each step and
   * is gone when the step is closed. Default: of the first student.
   */
  averaged(student?: Student): Student | undefined
  /**
   * Everything that steps change and later steps read, by names that are the same in every process: weights and state of the
   * students, memories of losses and temperatures, slots of the optimizer, what teachers that follow remember, averages. Where
   * all of it is set to what it was, training goes on from there. Complete once the first batch was seen (`check`).
   */
  variables(): Readonly<Record<string, Variable>>
  /**
   * By term, what its loss has of its own, trained or kept, by name: the variables themselves, which change with each step and are
   * gone when the step is closed. Empty until the first batch was seen.
   */
  memories(): Readonly<Record<string, Readonly<Record<string, Variable>>>>
  /** Frees what the step keeps, and closes the teacher. The student stays. */
  close(): Promise<void>
}
