import { describeKernels } from '../testing/kernel-cases'
import { slices } from './slices'
import { sliceCases } from './testing/slices-cases'

describeKernels('slices', slices, sliceCases)
