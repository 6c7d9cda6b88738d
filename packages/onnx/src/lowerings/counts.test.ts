import { describeKernels } from '../testing/kernel-cases'
import { counts } from './counts'
import { countCases } from './testing/counts-cases'

describeKernels('counts', counts, countCases)
