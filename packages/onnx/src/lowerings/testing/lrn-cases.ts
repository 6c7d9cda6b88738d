import { LRN, LRNGrad } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { moderateFloat, shape, tensorOf } from '../../testing/tensor-arbitraries'

const attrs = fc.record({
  depthRadius: fc.integer({ min: 0, max: 3 }),
  bias: fc.constantFrom(0.5, 1, 2),
  alpha: fc.constantFrom(0.0001, 0.5, 1),
  beta: fc.constantFrom(0.5, 0.75, 1),
})

const image = shape({ minRank: 4, maxRank: 4, minLength: 1, maxLength: 6 })

export const lrnCases: CasesByKernel = {
  [LRN]: kernelCase(
    image.chain((shape) =>
      fc.record({ inputs: fc.record({ x: tensorOf('float32', shape, moderateFloat) }), attrs }),
    ),
  ),
  [LRNGrad]: kernelCase(
    image.chain((shape) => {
      const tensor = tensorOf('float32', shape, moderateFloat)
      return fc.record({ inputs: fc.record({ x: tensor, y: tensor, dy: tensor }), attrs })
    }),
  ),
}
