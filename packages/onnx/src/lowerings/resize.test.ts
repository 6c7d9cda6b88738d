import { describeKernels } from '../testing/kernel-cases'
import { resizing } from './resize'
import { resizeCases } from './testing/resize-cases'

describeKernels('resizing', resizing, resizeCases)
