import { Cumprod, Cumsum } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import type { GivenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyTensor, exactFloat, smallInteger } from '../../testing/tensor-arbitraries'

function along(dtype: GivenTensor['dtype'], number?: fc.Arbitrary<number>): fc.Arbitrary<KernelCase> {
  return anyTensor(dtype, { minRank: 1, maxLength: 6 }, number)
    .chain((x) =>
      fc.record({
        x: fc.constant(x),
        axis: fc.nat({ max: x.shape.length - 1 }),
        exclusive: fc.boolean(),
        reverse: fc.boolean(),
      }),
    )
    .map(({ x, ...attrs }) => ({ inputs: { x }, attrs }))
}

const summands = fc.oneof(exactFloat, fc.constantFrom(NaN, Infinity, -Infinity))

export const cumulativeCases: CasesByKernel = {
  [Cumsum]: kernelCase(fc.oneof(along('float32', summands), along('int32', smallInteger), along('bool'))),
  [Cumprod]: kernelCase(
    fc.oneof(
      along('float32', fc.constantFrom(NaN, Infinity, 0, 1, -1, 2, -0.5, 3, 0.1)),
      along('int32', smallInteger),
      along('bool'),
    ),
  ),
}
