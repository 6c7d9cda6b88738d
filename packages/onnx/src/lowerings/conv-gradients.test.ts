import { describeKernels } from '../testing/kernel-cases'
import { convGradients } from './conv-gradients'
import { convGradientCases } from './testing/conv-gradient-cases'

describeKernels('gradients of convolutions', convGradients, convGradientCases)
