import { describeKernels } from '../testing/kernel-cases'
import { comparisons } from './comparisons'
import { comparisonCases } from './testing/comparisons-cases'

describeKernels('comparisons', comparisons, comparisonCases)
