import type { Runner } from '../runner'

export interface TemperatureTestOptions extends Runner {
  /** Options to test the temperature with, one after the other. Default: none, which are its defaults. */
  readonly options?: readonly Readonly<Record<string, unknown>>[]
  /** How far a gradient may be from central differences, in shares of the largest entry. Default: 0.01. */
  readonly gradientTolerance?: number
  /** Why central differences do not apply: where the gradient is made another on purpose, as by a reversal. */
  readonly withoutDifferences?: string
}
