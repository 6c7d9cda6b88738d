import { describeKernels } from '../testing/kernel-cases'
import { conv } from './conv'
import { convCases } from './testing/conv-cases'

describeKernels('convolutions', conv, convCases)
