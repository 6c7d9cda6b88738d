import { describeKernels } from '../testing/kernel-cases'
import { batchNorm } from './batch-norm'
import { batchNormCases } from './testing/batch-norm-cases'

describeKernels('batch normalisation', batchNorm, batchNormCases)
