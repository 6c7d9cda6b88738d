import { sizeOf } from '../graph/shapes'
import type { Value } from '../value'
import { givenTensor, type GivenTensor } from './given-tensor'

/** A tensor of eighths from −8 to 8, the same for the same seed; sums of a few thousand of their products are exact. */
export function seededTensor({ shape, dtype }: Pick<Value, 'shape' | 'dtype'>, seed: number): GivenTensor {
  let state = (seed + 1) * 0x9e3779b9
  const values = Float32Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) | 0
    return ((state >>> 20) % 129) / 8 - 8
  })
  return givenTensor(dtype as GivenTensor['dtype'], shape, values)
}
