import {
  Cast,
  Equal,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalNot,
  LogicalOr,
  NotEqual,
  Select,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { sameShape } from '../../graph/shapes'
import type { GivenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyFloat, anyTensor, shape, tensorOf } from '../../testing/tensor-arbitraries'
import { pairs, refusedPairs } from './pairs'

const dtype = fc.constantFrom<GivenTensor['dtype']>('float32', 'int32', 'bool')

/** Equal numbers are to be frequent. */
const few = fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, 2)

const any = fc.oneof(pairs('float32'), pairs('float32', few), pairs('int32'), pairs('bool'))

const bools = fc.oneof(pairs('bool'), refusedPairs('float32', 'int32'))

const choice: fc.Arbitrary<KernelCase> = fc
  .tuple(shape(), dtype, dtype, fc.boolean())
  .chain(([shape, left, right, rows]) => {
    const condition = tensorOf('bool', rows ? shape.slice(0, 1) : shape)
    return fc.record({ condition, t: tensorOf(left, shape), e: tensorOf(right, shape) })
  })
  .map((inputs) => ({ inputs, refused: !sameShape(inputs.condition.shape, inputs.t.shape) }))

/** Floats that no int32 holds keep their lowest 32 bits. */
const wide = fc.oneof(anyFloat, fc.constantFrom(3e9, -3e9, 5e9 + 512, -5e9 - 512, 2 ** 40, 1e20, -1e20))

export const comparisonCases: CasesByKernel = {
  [Equal]: kernelCase(any),
  [NotEqual]: kernelCase(any),
  [Greater]: kernelCase(any),
  [GreaterEqual]: kernelCase(any),
  [Less]: kernelCase(any),
  [LessEqual]: kernelCase(any),
  [LogicalAnd]: kernelCase(bools),
  [LogicalOr]: kernelCase(bools),
  [LogicalNot]: kernelCase(anyTensor('bool').map((x) => ({ inputs: { x } }))),
  [Select]: kernelCase(choice),
  [Cast]: kernelCase(
    fc
      .tuple(fc.oneof(anyTensor('float32', {}, wide), anyTensor('int32'), anyTensor('bool')), dtype)
      .map(([x, dtype]) => ({ inputs: { x }, attrs: { dtype } })),
  ),
}
