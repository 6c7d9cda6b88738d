import fc from 'fast-check'
import type { GivenTensor } from '../../testing/given-tensor'
import type { KernelCase } from '../../testing/kernel-cases'
import { broadcastingShapes, tensorOf } from '../../testing/tensor-arbitraries'

/** Two operands of one type whose shapes broadcast. */
export function pairs(dtype: GivenTensor['dtype'], number?: fc.Arbitrary<number>): fc.Arbitrary<KernelCase> {
  return broadcastingShapes()
    .chain(([a, b]) => fc.tuple(tensorOf(dtype, a, number), tensorOf(dtype, b, number)))
    .map(([a, b]) => ({ inputs: { a, b } }))
}

/** Pairs of types that a lowering is to refuse. */
export function refusedPairs(...types: GivenTensor['dtype'][]): fc.Arbitrary<KernelCase> {
  return fc.oneof(...types.map((dtype) => pairs(dtype))).map((given) => ({ ...given, refused: true }))
}
