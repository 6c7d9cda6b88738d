import { describeKernels } from '../testing/kernel-cases'
import { depthwiseConvolutions } from './depthwise'
import { depthwiseCases } from './testing/depthwise-cases'

describeKernels('depthwise convolutions', depthwiseConvolutions, depthwiseCases)
