import { describeKernels } from '../testing/kernel-cases'
import { binaryKernels } from './binary'
import { binaryCases } from './testing/binary-cases'

describeKernels('binary', binaryKernels, binaryCases)
