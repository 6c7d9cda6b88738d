import { Softmax } from '@tensorflow/tfjs-core'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyTensor, moderateFloat } from '../../testing/tensor-arbitraries'

export const softmaxCases: CasesByKernel = {
  // The cpu kernel knows the last axis alone.
  [Softmax]: kernelCase(
    anyTensor('float32', { minRank: 1 }, moderateFloat).map((logits) => ({
      inputs: { logits },
      attrs: { dim: -1 },
    })),
  ),
}
