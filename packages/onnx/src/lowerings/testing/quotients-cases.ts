import { FloorDiv, Mod } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyInteger, exactFloat } from '../../testing/tensor-arbitraries'
import { pairs, refusedPairs } from './pairs'

/** Quotients that are almost whole are rounded otherwise in single precision; those of eighths are not near any. */
const eighths = fc.oneof(
  { arbitrary: exactFloat, weight: 5 },
  { arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0), weight: 1 },
)

const given = fc.oneof(pairs('float32', eighths), pairs('int32', anyInteger), refusedPairs('bool'))

export const quotientCases: CasesByKernel = {
  [FloorDiv]: kernelCase(given),
  [Mod]: kernelCase(given),
}
