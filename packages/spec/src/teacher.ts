import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Awaitable } from './awaitable'
import type { Batch, InputShape, Shape } from './batch'
import type { Identity } from './component'
import type { NamedTensors } from './memory'
import type { TopK } from './signals'
import type { Storage } from './storage'
import type { Student, StudentOutput } from './student'

export type TeacherGift = 'logits' | 'topK' | 'features'

/** What a teacher can give, known once it is open and met with the losses' needs before step 1. */
export interface TeacherAbility {
  readonly gives: readonly TeacherGift[]
  /** Shape of one example's logits, `[C]` or `[tokens, C]`, where the teacher knows it. */
  readonly logitsShape?: Shape
  /** Shape of one example's inputs, by name where there are several, where the teacher demands one. */
  readonly inputShape?: InputShape
  /** Places whose features can be asked for. */
  readonly features: Readonly<Record<string, Shape>>
  /** How many weights it has, for the comparison's table. */
  readonly parameters?: number
}

/** What the losses of a step need from it. */
export interface TeacherWant {
  readonly logits: boolean
  /** The largest entries only; how many, the teacher decides. */
  readonly topK?: boolean
  readonly taps: readonly string[]
  /** The logits of the further views too. */
  readonly views: boolean
}

/** Only what was wanted. Whoever asked disposes the tensors. */
export interface TeacherOutput {
  /** float32 `[B, C]` or `[B, tokens, C]`, raw logits (log-probabilities are logits too). */
  readonly logits?: Tensor
  readonly topK?: TopK
  readonly features?: NamedTensors
  readonly views?: readonly Tensor[]
}

/** What a teacher may use while it opens. */
export interface TeacherGiven {
  readonly storage: Storage
  /** For teachers that start from the student (an EMA). */
  readonly student?: Student
}

/**
 * A source of knowledge: a network here, a file, a server, an ensemble, the student itself.
 * `predict` runs before the gradient tape, so it may be asynchronous, cached or remote.
 */
export interface TeacherBody {
  open(given: TeacherGiven): Awaitable<TeacherAbility>
  /** Reads `batch.teacherInputs ?? batch.inputs`. */
  predict(batch: Batch, want: TeacherWant): Awaitable<TeacherOutput>
  /** Self-distillation: inside the step, from the student's own pass; the trainer detaches what it returns. */
  inStep?(student: StudentOutput): TeacherOutput
  /** After each step, for teachers that follow the student. */
  afterStep?(student: Student): void
  /** What following the student changes, by names that are the same in every run: saved in checkpoints, set by a resume. */
  memory?(): Readonly<Record<string, Variable>>
  /** Of weights and preprocessing: the same text means the same answers. Keys every cache. */
  fingerprint(): Promise<string>
  close(): Awaitable<void>
}

export interface Teacher extends Identity<'teacher'>, TeacherBody {}
