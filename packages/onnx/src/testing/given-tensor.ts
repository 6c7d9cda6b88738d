import type { Elements } from '../value'

/** A tensor with its numbers, for both sides of a comparison. */
export interface GivenTensor {
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly shape: readonly number[]
  readonly values: Exclude<Elements, BigInt64Array>
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/** Numbers as the array of an element type. */
export function givenTensor(
  dtype: GivenTensor['dtype'],
  shape: readonly number[],
  values: ArrayLike<number>,
): GivenTensor {
  return { dtype, shape, values: arrays[dtype].from(values) }
}
