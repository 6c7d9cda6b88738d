import type { CasesByKernel } from '../../testing/kernel-cases'
import { batchNormCases } from './batch-norm-cases'
import { convCases } from './conv-cases'
import { convGradientCases } from './conv-gradient-cases'
import { depthwiseCases } from './depthwise-cases'
import { poolCases, poolGradientCases } from './pool-cases'
import { resizeCases } from './resize-cases'
import { softmaxCases } from './softmax-cases'
import { spaceCases } from './space-cases'

/** The cases of every family. */
export const kernelCases: CasesByKernel = {
  ...batchNormCases,
  ...convCases,
  ...convGradientCases,
  ...depthwiseCases,
  ...poolCases,
  ...poolGradientCases,
  ...resizeCases,
  ...softmaxCases,
  ...spaceCases,
}
