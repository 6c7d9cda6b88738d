import { Expm1, Log1p } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyFloat, anyTensor } from '../../testing/tensor-arbitraries'

const number = fc.oneof(
  anyFloat,
  fc.float({ min: -1, max: 1, noNaN: true }),
  fc
    .tuple(fc.float({ min: -1, max: 1, noNaN: true }), fc.integer({ min: -12, max: 0 }))
    .map(([digits, exponent]) => Math.fround(digits * 10 ** exponent)),
)

/** Digits near 0 are what these kernels are for, so nothing absolute is granted but numbers too small to be normal. */
const digits = { relative: 1e-5, absolute: 1e-37 }

export const nearZeroCases: CasesByKernel = {
  [Log1p]: kernelCase(
    anyTensor('float32', {}, number).map((x) => ({ inputs: { x } })),
    digits,
  ),
  [Expm1]: kernelCase(
    anyTensor('float32', {}, number).map((x) => ({ inputs: { x } })),
    digits,
  ),
}
