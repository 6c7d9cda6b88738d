import fc from 'fast-check'
import { sizeOf } from '../graph/shapes'
import { givenTensor, type GivenTensor } from './given-tensor'

export interface ShapeLimits {
  readonly minRank?: number
  readonly maxRank?: number
  readonly minLength?: number
  readonly maxLength?: number
}

/** Shapes of rank 0 to 4; without limits, sizes of 0 and 1 are among them. */
export function shape({
  minRank = 0,
  maxRank = 4,
  minLength = 0,
  maxLength = 4,
}: ShapeLimits = {}): fc.Arbitrary<number[]> {
  // An empty tensor in every fifth shape is enough.
  const length = fc.oneof(
    { arbitrary: fc.integer({ min: Math.max(minLength, 1), max: maxLength }), weight: 15 },
    ...(minLength === 0 ? [{ arbitrary: fc.constant(0), weight: 1 }] : []),
  )
  return fc.array(length, { minLength: minRank, maxLength: maxRank })
}

/** NaN, both infinities, both zeros, and numbers at the ends of float32. */
export const specialFloats = [NaN, Infinity, -Infinity, 0, -0, 1e-40, 3e38, -3e38]

/** Numbers of moderate size. */
export const moderateFloat: fc.Arbitrary<number> = fc
  .float({ min: -8, max: 8, noNaN: true })
  .map((value) => (Math.abs(value) < 1e-6 ? 0 : value))

/** Moderate numbers, and special ones among them. */
export const anyFloat: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: moderateFloat, weight: 3 },
  { arbitrary: fc.constantFrom(...specialFloats), weight: 1 },
)

/** Eighths: sums of a few are exact in whatever order they are taken. */
export const exactFloat: fc.Arbitrary<number> = fc.integer({ min: -64, max: 64 }).map((value) => value / 8)

export const smallInteger: fc.Arbitrary<number> = fc.integer({ min: -9, max: 9 })

/** Small integers, and those at the ends of int32. */
export const anyInteger: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: smallInteger, weight: 3 },
  { arbitrary: fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, -(2 ** 24) - 1), weight: 1 },
)

export const bit: fc.Arbitrary<number> = fc.constantFrom(0, 1)

const anyNumber = { float32: anyFloat, int32: anyInteger, bool: bit } as const

/** A tensor of a shape. */
export function tensorOf(
  dtype: GivenTensor['dtype'],
  shape: readonly number[],
  number: fc.Arbitrary<number> = anyNumber[dtype],
): fc.Arbitrary<GivenTensor> {
  const size = sizeOf(shape)
  return fc
    .array(number, { minLength: size, maxLength: size })
    .map((values) => givenTensor(dtype, shape, values))
}

/** A tensor of any shape within limits. */
export function anyTensor(
  dtype: GivenTensor['dtype'],
  limits: ShapeLimits = {},
  number?: fc.Arbitrary<number>,
): fc.Arbitrary<GivenTensor> {
  return shape(limits).chain((found) => tensorOf(dtype, found, number))
}

/** Two shapes that broadcast, of ranks that may differ. */
export function broadcastingShapes(limits: ShapeLimits = {}): fc.Arbitrary<[number[], number[]]> {
  return shape(limits).chain((whole) =>
    fc
      .tuple(
        fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }),
        fc.nat({ max: whole.length }),
        fc.boolean(),
      )
      .map(([ones, dropped, swapped]): [number[], number[]] => {
        const other = whole.map((length, axis) => (ones[axis] === true ? 1 : length)).slice(dropped)
        return swapped ? [other, whole] : [whole, other]
      }),
  )
}

/** Any element type. */
export const anyDtype: fc.Arbitrary<GivenTensor['dtype']> = fc.constantFrom('float32', 'int32', 'bool')
