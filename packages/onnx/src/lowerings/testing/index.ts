import type { CasesByKernel } from '../../testing/kernel-cases'
import { softmaxCases } from './softmax-cases'

/** The cases of every family. */
export const kernelCases: CasesByKernel = { ...softmaxCases }
