import { Pow } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { givenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyFloat } from '../../testing/tensor-arbitraries'
import { pairs } from './pairs'

/** Bases of 1 and −1 are special, and so are exponents of a few sizes. */
const number = fc.oneof(anyFloat, fc.constantFrom(1, -1, 2, -2, 0.5, 3))

const fixed = fc
  .tuple(
    pairs('float32', number),
    fc.constantFrom(0, 1, 2, 3, -1, 0.5, -0.5, 2.5, NaN, Infinity),
    fc.constantFrom('a', 'b'),
  )
  .map(([{ inputs }, value, side]) => ({
    inputs: { ...inputs, [side]: givenTensor('float32', [], [value]) },
    constants: [side],
  }))

export const powerCases: CasesByKernel = {
  [Pow]: kernelCase(
    fc.oneof(pairs('float32', number), fixed, pairs('int32', fc.integer({ min: -10, max: 10 }))),
  ),
}
