import { describeKernels } from '../testing/kernel-cases'
import { cumulatives } from './cumulative'
import { cumulativeCases } from './testing/cumulative-cases'

describeKernels('cumulative', cumulatives, cumulativeCases)
