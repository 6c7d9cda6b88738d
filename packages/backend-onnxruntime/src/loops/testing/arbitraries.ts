import fc from 'fast-check'
import { floats, type Numbers } from './kernels'

const special = [NaN, Infinity, -Infinity, 0, -0, 3e38, -3e38]

/** Moderate numbers, and special ones among them. */
export const anyFloat: fc.Arbitrary<number> = fc.oneof(
  { arbitrary: fc.float({ min: -8, max: 8, noNaN: true }), weight: 4 },
  { arbitrary: fc.constantFrom(...special), weight: 1 },
)

/** Numbers by a seed: much faster to make than to draw one by one. */
export function noise(size: number, seed: number): Float32Array {
  const values = new Float32Array(size)
  let state = seed * 2654435761 + 1
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    values[index] = state / 2 ** 29
  }
  return values
}

/** A float32 tensor; a few of its numbers are special ones. */
export function tensorOf(shape: readonly number[]): fc.Arbitrary<Numbers> {
  const size = shape.reduce((product, length) => product * length, 1)
  return fc
    .record({ seed: fc.nat(), places: fc.array(fc.tuple(fc.nat(), anyFloat), { maxLength: 8 }) })
    .map(({ seed, places }) => {
      const values = noise(size, seed)
      for (const [place, value] of places) if (size > 0) values[place % size] = value
      // A counterexample is not to be printed number by number.
      return { ...floats(shape, values), [fc.toStringMethod]: () => `noise(${seed}) of [${shape}]` }
    })
}

/** Small shapes, and now and then one that does not fit into the scratch memory at once. */
export const anyShape: fc.Arbitrary<number[]> = fc.oneof(
  { arbitrary: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }), weight: 12 },
  { arbitrary: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), weight: 1 },
  { arbitrary: fc.constantFrom<number[]>([20_001], [5, 5000], [3, 20_000], [130, 130, 2]), weight: 2 },
)
