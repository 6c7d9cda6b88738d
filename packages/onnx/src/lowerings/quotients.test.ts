import { describeKernels } from '../testing/kernel-cases'
import { quotients } from './quotients'
import { quotientCases } from './testing/quotients-cases'

describeKernels('quotients', quotients, quotientCases)
