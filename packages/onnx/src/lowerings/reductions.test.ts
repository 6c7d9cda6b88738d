import { describeKernels } from '../testing/kernel-cases'
import { reductions } from './reductions'
import { reductionCases } from './testing/reductions-cases'

describeKernels('reductions', reductions, reductionCases)
