import { describeKernels } from '../testing/kernel-cases'
import { scatters } from './scatters'
import { scatterCases } from './testing/scatters-cases'

describeKernels('scatters', scatters, scatterCases)
