import type {
  Callback,
  DataSpec,
  Dataset,
  EpochEnd,
  Optimizer,
  Storage,
  Strategy,
  Student,
  Teacher,
} from '@potstill/spec'
import type { Learner } from '../learner'
import type { Objective, TermVariables } from '../objective'
import type { Compile } from '../step/step-options'
import type { CheckpointOptions } from '../checkpoint/checkpoint-options'
import type { UpdateOptions } from '../step/update-options'

export interface TrainerData {
  readonly spec: DataSpec
  readonly train: Dataset
  /** Measured after each epoch; decides which weights are the best. */
  readonly validation?: Dataset
}

export interface TrainerOptions extends UpdateOptions {
  /** Shown in progress and logs. Default: the student's name. */
  readonly name?: string
  readonly student: Student
  /** Opened when the run starts and closed when it ends. */
  readonly teacher?: Teacher
  readonly objective: Objective
  readonly data: TrainerData
  readonly optimizer: Optimizer
  readonly epochs: number
  readonly batchSize: number
  /** Of the batch order and of every random draw. Default: 0. */
  readonly seed?: number
  /** False: examples come in the order of the data in every epoch. Default: true. */
  readonly shuffle?: boolean
  /** Stops after so many steps, in the middle of an epoch if need be. Default: no limit. */
  readonly steps?: number
  readonly strategies?: readonly Strategy[]
  /** Whether steps are compiled, on backends that do. Where `auto` cannot, callbacks hear a `notice`. Default: `auto`. */
  readonly compile?: Compile
  readonly callbacks?: readonly Callback[]
  /** Where teachers read, weights are saved and callbacks write. Needed for any of it. */
  readonly storage?: Storage
  /** The run's folder: callbacks that write files write them below, unless their options name another. */
  readonly folder?: string
  /** Folder for `last/` and `best/` weights, and for the checkpoints `step-N/`. Absent: nothing is saved. */
  readonly checkpoints?: string
  /** When checkpoints are written, where there is a folder for them. One is written at the end and at a stop, too. */
  readonly checkpoint?: CheckpointOptions
  /**
   * Goes on from the newest whole checkpoint; where there is none, starts anew. The run then is, bit for bit, the one that was
   * not interrupted, on the same machine and backend; one that a callback had stopped is over, and takes no further step.
   *
   * Another seed, batch size, `accumulate`, `shuffle`, optimizer, objective or network is an error (`trainer/other-run`). Another
   * number (a rate, a weight, a temperature, an option of a loss, of a temperature or of the optimizer, a bound) is the caller's
   * right: the run goes on with it, and a `notice` says what was and what is. `epochs` and `steps` may be others, and nothing
   * is said, where no curve reads how long the run is: what was trained so far is then the same.
   *
   * Default: false, and checkpoints of an earlier run make way for the new ones.
   */
  readonly resume?: boolean
  /** Aborting finishes the step, saves the last weights and returns with reason `stopped`. */
  readonly signal?: AbortSignal
}

/** The same for several networks that learn together, as in deep mutual learning. */
export interface LearnersTrainerOptions extends Omit<TrainerOptions, 'student' | 'teacher' | 'objective'> {
  /** The first one is the student that progress, `best/` and early stopping go by. */
  readonly learners: readonly Learner[]
  readonly student?: undefined
  readonly teacher?: undefined
  readonly objective?: undefined
}

export interface TrainResult {
  readonly reason: 'finished' | 'stopped'
  /** Why it was stopped. */
  readonly detail?: string
  readonly steps: number
  readonly seconds: number
  readonly epochs: readonly EpochEnd[]
  /** The epoch with the highest validation accuracy, where there is a validation split with labels. */
  readonly best?: { readonly epoch: number; readonly accuracy: number }
}

export interface Trainer {
  /**
   * Tries everything on the first batch without training: what the losses need, what the teacher gives, shapes, classes,
   * labels. Throws a PotstillError that names what does not fit. `run` does the same first.
   */
  check(): Promise<void>
  /**
   * Trains to the end. The student keeps the last weights, with `ema` their average. Throws a PotstillError where the run fails;
   * the student then has the last good weights, not averaged.
   */
  run(): Promise<TrainResult>
  /**
   * By term, what its loss has of its own (connectors, networks that it made ready, memory banks), by name, as of the last `check` or
   * `run`: for a term of another trainer to start from (`Term.start`), or to be saved with `writeSafetensors` of `@potstill/formats`.
   * Empty before. These are plain arrays: nobody has to dispose them.
   */
  memories(): Readonly<Record<string, TermVariables>>
  /** Frees what `check` made, where no `run` follows. */
  close(): Promise<void>
}
