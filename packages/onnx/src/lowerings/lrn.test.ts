import { describeKernels } from '../testing/kernel-cases'
import { lrn } from './lrn'
import { lrnCases } from './testing/lrn-cases'

describeKernels('lrn', lrn, lrnCases)
