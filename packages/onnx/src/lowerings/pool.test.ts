import { describeKernels } from '../testing/kernel-cases'
import { pools } from './pool'
import { poolCases } from './testing/pool-cases'

describeKernels('pools', pools, poolCases)
