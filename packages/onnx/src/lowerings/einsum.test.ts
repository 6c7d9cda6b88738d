import { describeKernels } from '../testing/kernel-cases'
import { einsums } from './einsum'
import { einsumCases } from './testing/einsum-cases'

describeKernels('einsum', einsums, einsumCases)
