import { uniformStream } from '@potstill/spec'
import fc from 'fast-check'
import { inMemoryDataset } from '../index'

/** An image of noise in [0, 1). */
export function noise(shape: readonly number[], seed = 1): Float32Array {
  const draw = uniformStream(seed)
  return Float32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, draw)
}

/** An image whose values count up from 1, so that each pixel can be told. */
export function counted(shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, (_, i) => i + 1)
}

/** A stream that gives these numbers and then fails. */
export function drawing(...numbers: readonly number[]): () => number {
  const left = [...numbers]
  return () => {
    const next = left.shift()
    if (next === undefined) throw new RangeError('no number is left to draw')
    return next
  }
}

export const imageShapes = fc.tuple(
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom(1, 2, 3),
)

/** Images of noise with three classes; ids start at 100. */
export function imageData(count: number, shape: readonly number[] = [6, 6, 3]) {
  return inMemoryDataset(
    {
      inputShape: shape,
      inputs: noise([count, ...shape], 9),
      labels: Int32Array.from({ length: count }, (_, i) => i % 3),
    },
    { firstId: 100 },
  )
}
