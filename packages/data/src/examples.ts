import type { Shape } from '@potstill/spec'

export type NumberArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** Probabilities of the classes that came with the data. */
export interface SoftTargets {
  readonly classes: number
  /** float32 `[N, C]`, row-major. */
  readonly values: Float32Array
}

/** Examples in memory, in the order of their file: N of them. */
export interface Examples {
  /** Shape of one example's inputs. */
  readonly inputShape: Shape
  /** N times the inputs, row-major, one example after the other, in whatever type they came. */
  readonly inputs: NumberArray
  /** Each value is divided by this on its way into a batch: 255 for the bytes of pixels. Default: 1. */
  readonly divisor?: number | undefined
  /** int32 `[N]`. */
  readonly labels?: Int32Array | undefined
  readonly targets?: SoftTargets | undefined
  /** How errors name an example, for instance by its line in a file. Default: `example 3 (counted from 0)`. */
  readonly nameRow?: ((row: number) => string) | undefined
}

export function exampleSize({ inputShape }: Pick<Examples, 'inputShape'>): number {
  return inputShape.reduce((product, size) => product * size, 1)
}

/** How many examples there are. */
export function exampleCount(examples: Examples): number {
  return examples.inputs.length / exampleSize(examples)
}

export function nameRow(examples: Pick<Examples, 'nameRow'>, row: number): string {
  return examples.nameRow?.(row) ?? `example ${row} (counted from 0)`
}
