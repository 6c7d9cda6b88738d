import { describeKernels } from '../testing/kernel-cases'
import { softmax } from './softmax'
import { softmaxCases } from './testing/softmax-cases'

describeKernels('softmax', softmax, softmaxCases)
