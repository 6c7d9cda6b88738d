import { FusedBatchNorm } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { moderateFloat, shape, tensorOf } from '../../testing/tensor-arbitraries'

const positive = fc.float({ min: 0.5, max: 8, noNaN: true })

const normalisation = fc
  .tuple(shape({ minRank: 4, minLength: 1 }), fc.boolean(), fc.constantFrom(1e-3, 1e-5))
  .chain(([x, whole, varianceEpsilon]) => {
    const parameter = whole ? x : x.slice(-1)
    return fc.record({
      inputs: fc.record(
        {
          x: tensorOf('float32', x, moderateFloat),
          mean: tensorOf('float32', parameter, moderateFloat),
          variance: tensorOf('float32', parameter, positive),
          scale: tensorOf('float32', parameter, moderateFloat),
          offset: tensorOf('float32', parameter, moderateFloat),
        },
        { requiredKeys: ['x', 'mean', 'variance'] },
      ),
      attrs: fc.constant({ varianceEpsilon }),
    })
  })

export const batchNormCases: CasesByKernel = {
  // The offset may cancel what was normalised: of numbers up to 150, an ulp or two remains.
  [FusedBatchNorm]: kernelCase(normalisation, { relative: 1e-5, absolute: 5e-5 }),
}
