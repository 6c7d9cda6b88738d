import type { GivenTensor } from './given-tensor'

/** How far float32 may be from what the cpu kernel gives. */
export interface Tolerance {
  readonly relative: number
  readonly absolute: number
}

/** The bar that every kernel is held to. */
export const singlePrecision: Tolerance = { relative: 1e-5, absolute: 1e-6 }

/** Throws where tensors differ: in shape, in element type, or in a number. Whole numbers are to be equal. */
export function expectNear(
  actual: GivenTensor,
  expected: GivenTensor,
  tolerance: Tolerance = singlePrecision,
): void {
  const type = ({ dtype, shape }: Pick<GivenTensor, 'dtype' | 'shape'>) => `${dtype}[${shape.join()}]`
  if (type(actual) !== type(expected)) {
    throw new Error(`the cpu kernel gives ${type(expected)}, the graph ${type(actual)}`)
  }
  const allowed = expected.dtype === 'float32' ? tolerance : { relative: 0, absolute: 0 }
  const at = expected.values.findIndex((value, index) => !isNear(actual.values[index], value, allowed))
  if (at < 0) return
  const list = (values: ArrayLike<number>) => Array.from(values).slice(0, 24).join(' ')
  throw new Error(
    `of ${type(expected)} number ${at} is ${actual.values[at]}, the cpu kernel gives ${expected.values[at]}; ` +
      `all: ${list(actual.values)}, expected: ${list(expected.values)}`,
  )
}

function isNear(actual: number | undefined, expected: number, { relative, absolute }: Tolerance): boolean {
  if (actual === undefined) return false
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true
  return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected)
}
