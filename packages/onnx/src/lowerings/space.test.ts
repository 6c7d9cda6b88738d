import { describeKernels } from '../testing/kernel-cases'
import { space } from './space'
import { spaceCases } from './testing/space-cases'

describeKernels('space and batches', space, spaceCases)
