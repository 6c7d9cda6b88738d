import {
  Add,
  AddN,
  BitwiseAnd,
  Maximum,
  Minimum,
  Multiply,
  RealDiv,
  SquaredDifference,
  Sub,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import type { GivenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyInteger, shape, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'
import { pairs, refusedPairs } from './pairs'

const numbers = fc.oneof(pairs('float32'), pairs('int32'))
const small = fc.oneof(pairs('float32'), pairs('int32', smallInteger))

const terms = (dtype: GivenTensor['dtype'], number?: fc.Arbitrary<number>): fc.Arbitrary<KernelCase> =>
  fc
    .tuple(shape(), fc.integer({ min: 1, max: 4 }))
    .chain(([shape, count]) =>
      fc.array(tensorOf(dtype, shape, number), { minLength: count, maxLength: count }),
    )
    .map((inputs) => ({ inputs }))

export const binaryCases: CasesByKernel = {
  [Add]: kernelCase(fc.oneof(numbers, refusedPairs('bool'))),
  [Sub]: kernelCase(fc.oneof(numbers, refusedPairs('bool'))),
  [Multiply]: kernelCase(fc.oneof(small, pairs('bool'))),
  [RealDiv]: kernelCase(fc.oneof(pairs('float32'), refusedPairs('int32', 'bool'))),
  [Maximum]: kernelCase(fc.oneof(numbers, refusedPairs('bool'))),
  [Minimum]: kernelCase(fc.oneof(numbers, refusedPairs('bool'))),
  [BitwiseAnd]: kernelCase(fc.oneof(pairs('int32', anyInteger), refusedPairs('float32', 'bool'))),
  [SquaredDifference]: kernelCase(fc.oneof(small, refusedPairs('bool'))),
  [AddN]: kernelCase(fc.oneof(terms('float32'), terms('int32'))),
}
