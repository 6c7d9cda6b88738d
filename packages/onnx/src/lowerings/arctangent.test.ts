import { describeKernels } from '../testing/kernel-cases'
import { arctangents } from './arctangent'
import { arctangentCases } from './testing/arctangent-cases'

describeKernels('arctangent', arctangents, arctangentCases)
