import { describeKernels } from '../testing/kernel-cases'
import { shapes } from './shapes'
import { shapeCases } from './testing/shapes-cases'

describeKernels('shapes', shapes, shapeCases)
