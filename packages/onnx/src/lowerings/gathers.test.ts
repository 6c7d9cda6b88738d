import { describeKernels } from '../testing/kernel-cases'
import { gathers } from './gathers'
import { gatherCases } from './testing/gathers-cases'

describeKernels('gathers', gathers, gatherCases)
