import { describeKernels } from '../testing/kernel-cases'
import { powers } from './power'
import { powerCases } from './testing/power-cases'

describeKernels('power', powers, powerCases)
