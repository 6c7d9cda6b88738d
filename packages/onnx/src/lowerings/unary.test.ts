import { describeKernels } from '../testing/kernel-cases'
import { unaryKernels } from './unary'
import { unaryCases } from './testing/unary-cases'

describeKernels('unary', unaryKernels, unaryCases)
