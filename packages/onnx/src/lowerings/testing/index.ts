import type { CasesByKernel } from '../../testing/kernel-cases'
import { activationCases } from './activations-cases'
import { arctangentCases } from './arctangent-cases'
import { batchNormCases } from './batch-norm-cases'
import { binaryCases } from './binary-cases'
import { comparisonCases } from './comparisons-cases'
import { convCases } from './conv-cases'
import { convGradientCases } from './conv-gradient-cases'
import { countCases } from './counts-cases'
import { cumulativeCases } from './cumulative-cases'
import { depthwiseCases } from './depthwise-cases'
import { einsumCases } from './einsum-cases'
import { gatherCases } from './gathers-cases'
import { joinCases } from './joins-cases'
import { lrnCases } from './lrn-cases'
import { nearZeroCases } from './near-zero-cases'
import { placeCases } from './places-cases'
import { poolCases, poolGradientCases, poolPlacesCases } from './pool-cases'
import { powerCases } from './power-cases'
import { productCases } from './products-cases'
import { quotientCases } from './quotients-cases'
import { reductionCases } from './reductions-cases'
import { resizeCases } from './resize-cases'
import { resizeGradientCases } from './resize-gradient-cases'
import { scatterCases } from './scatters-cases'
import { shapeCases } from './shapes-cases'
import { sliceCases } from './slices-cases'
import { softmaxCases } from './softmax-cases'
import { spaceCases } from './space-cases'
import { unaryCases } from './unary-cases'

/** The cases of every family. */
export const kernelCases: CasesByKernel = {
  ...activationCases,
  ...arctangentCases,
  ...batchNormCases,
  ...binaryCases,
  ...comparisonCases,
  ...convCases,
  ...convGradientCases,
  ...countCases,
  ...cumulativeCases,
  ...depthwiseCases,
  ...einsumCases,
  ...gatherCases,
  ...joinCases,
  ...lrnCases,
  ...nearZeroCases,
  ...placeCases,
  ...poolCases,
  ...poolGradientCases,
  ...poolPlacesCases,
  ...powerCases,
  ...productCases,
  ...quotientCases,
  ...reductionCases,
  ...resizeCases,
  ...resizeGradientCases,
  ...scatterCases,
  ...shapeCases,
  ...sliceCases,
  ...softmaxCases,
  ...spaceCases,
  ...unaryCases,
}
