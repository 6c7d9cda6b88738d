import { Bincount, DenseBincount, OneHot } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import {
  anyDtype,
  anyTensor,
  exactFloat,
  shape,
  smallInteger,
  tensorOf,
} from '../../testing/tensor-arbitraries'

const oneHot: fc.Arbitrary<KernelCase> = fc
  .record({
    indices: anyTensor('int32', { maxRank: 3 }, fc.integer({ min: -2, max: 6 })),
    depth: fc.integer({ min: 1, max: 5 }),
    values: fc.constantFrom<[number, number]>([1, 0], [0, 1], [1, -1], [3, 2]),
    dtype: anyDtype,
  })
  .map(({ indices, depth, values: [onValue, offValue], dtype }) => ({
    inputs: { indices },
    attrs: dtype === 'bool' ? { depth, dtype, onValue: 1, offValue: 0 } : { depth, dtype, onValue, offValue },
  }))

/** Numbers that may be larger than the largest that is counted; with weights and without. */
const counted = (limits: { readonly minRank: number; readonly maxRank: number }): fc.Arbitrary<KernelCase> =>
  fc
    .tuple(shape({ ...limits, maxLength: 6 }), fc.constantFrom<'float32' | 'int32'>('float32', 'int32'))
    .chain(([shape, dtype]) =>
      fc.record({
        x: tensorOf('int32', shape, fc.nat({ max: 6 })),
        weights: fc.oneof(
          tensorOf(dtype, [0]),
          tensorOf(dtype, shape, dtype === 'float32' ? exactFloat : smallInteger),
        ),
        size: fc.integer({ min: 1, max: 5 }),
        binaryOutput: fc.boolean(),
      }),
    )
    .map(({ size, binaryOutput, ...inputs }) => ({ inputs, attrs: { size, binaryOutput } }))

export const countCases: CasesByKernel = {
  [OneHot]: kernelCase(oneHot),
  [Bincount]: kernelCase(counted({ minRank: 1, maxRank: 2 })),
  [DenseBincount]: kernelCase(counted({ minRank: 1, maxRank: 2 })),
}
