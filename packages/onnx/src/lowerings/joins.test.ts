import { describeKernels } from '../testing/kernel-cases'
import { joins } from './joins'
import { joinCases } from './testing/joins-cases'

describeKernels('joins', joins, joinCases)
