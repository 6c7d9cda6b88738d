import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Awaitable } from './awaitable'
import type { Inputs, InputShape, Shape } from './batch'
import type { Identity } from './component'
import type { NamedTensors } from './memory'
import type { Random } from './random'
import type { Storage } from './storage'

/** What one forward pass is asked for. */
export interface ForwardWant {
  /** Names of the taps whose features are wanted. */
  readonly taps: readonly string[]
  readonly training: boolean
  /** For dropout and the like; needed where `training` is true and the network draws. */
  readonly random?: Random
}

export interface StudentOutput {
  /** float32 `[B, C]` or `[B, tokens, C]`, raw logits. */
  readonly logits: Tensor
  /** By tap, the wanted ones. */
  readonly features: NamedTensors
}

export interface GenerateWant {
  readonly tokens: number
  readonly temperature: number
  readonly random: Random
}

/** A network in training. */
export interface Student {
  readonly kind: 'student'
  readonly name: string
  readonly specVersion: 1
  readonly inputShape: InputShape
  /** Shape of one example's logits, `[C]` or `[tokens, C]`. */
  readonly logitsShape: Shape
  /** Places whose features can be asked for, with the shape of one example's features. */
  readonly taps: Readonly<Record<string, Shape>>
  /** What the optimizer trains. */
  readonly variables: readonly Variable[]
  /** What training changes by itself, such as batch norm's moving statistics. */
  readonly state: readonly Variable[]
  /** Runs inside the caller's tidy scope and, in training, its gradient tape. */
  forward(inputs: Inputs, want: ForwardWant): StudentOutput
  /** The same network with variables of its own that hold the same values. */
  clone(): Student
  /** Writes the network below the folder `path`, ready for inference. */
  save(storage: Storage, path: string): Promise<void>
  /** Sequences only, int32 `[B, tokens]`: for strategies that train on what the student itself says. */
  generate?(inputs: Inputs, want: GenerateWant): Awaitable<Tensor>
  dispose(): void
}

/** What a student is built for. */
export interface StudentTask {
  /** Shape of one example's inputs. */
  readonly inputShape: InputShape
  readonly classes: number
  /** Decides the initial weights: the same seed gives the same weights, bit for bit. */
  readonly seed: number
}

/** Throws a PotstillError where the task does not fit the architecture (say, an image is too small). */
export interface StudentArchitectureBody {
  build(task: StudentTask): Awaitable<Student>
}

export interface StudentArchitecture extends Identity<'studentArchitecture'>, StudentArchitectureBody {}
