import { describeKernels } from '../testing/kernel-cases'
import { poolGradients } from './pool-gradients'
import { poolGradientCases } from './testing/pool-cases'

describeKernels('gradients of pools', poolGradients, poolGradientCases)
