import { describeKernels } from '../testing/kernel-cases'
import { nearZero } from './near-zero'
import { nearZeroCases } from './testing/near-zero-cases'

describeKernels('near-zero', nearZero, nearZeroCases)
