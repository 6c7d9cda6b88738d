import { describeKernels } from '../testing/kernel-cases'
import { activations } from './activations'
import { activationCases } from './testing/activations-cases'

describeKernels('activations', activations, activationCases)
