/** A tensor in row-major order. */
export interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

/** Whole numbers: labels, ids. */
export type GoldenIntegers = readonly number[] | readonly (readonly number[])[]

export interface GoldenSignals {
  readonly studentLogits?: GoldenTensor
  readonly teacherLogits?: GoldenTensor
  readonly studentViews?: readonly GoldenTensor[]
  readonly teacherViews?: readonly GoldenTensor[]
  readonly features?: readonly { readonly student: GoldenTensor; readonly teacher: GoldenTensor }[]
  readonly teacherTopK?: {
    readonly indices: GoldenIntegers | readonly GoldenIntegers[]
    readonly logProbs: GoldenTensor
    readonly tail: GoldenTensor
  }
  readonly targets?: GoldenTensor
  readonly labels?: GoldenIntegers
  readonly ids?: GoldenIntegers
  readonly mask?: GoldenIntegers
}

/**
 * One case of reference values: a loss by its name with options, the temperature of the step, and the signals; or a plain function with
 * one object of arguments.
 */
export interface GoldenCase {
  readonly id?: string
  readonly loss: string
  readonly options?: Readonly<Record<string, unknown>> | null
  /** A schedule or a temperature by name, with its options. Absent: 1. */
  readonly temperature?: Readonly<Record<string, unknown>> | null
  readonly signals?: GoldenSignals
  readonly function?: string
  readonly arguments?: Readonly<Record<string, GoldenTensor | GoldenIntegers | number | string | boolean>>
}

/** What a case comes to; tensors that a function gives beside the loss come by their names. */
export interface GoldenAnswer {
  /** After the reduction of the trainer. */
  readonly value: number
  /** With respect to what comes from the student, in the form of the signals. */
  readonly gradients: Readonly<Record<string, GoldenTensor | readonly GoldenTensor[]>>
  readonly [beside: string]: unknown
}

/** A module whose exports are factories and functions, or a list of factories. */
export type GoldenComponents = Readonly<Record<string, unknown>> | readonly unknown[]
