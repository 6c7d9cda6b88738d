import { Atan2 } from '@tensorflow/tfjs-core'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { pairs } from './pairs'

export const arctangentCases: CasesByKernel = {
  [Atan2]: kernelCase(pairs('float32')),
}
