import { describeKernels } from '../testing/kernel-cases'
import { places } from './places'
import { placeCases } from './testing/places-cases'

describeKernels('places', places, placeCases)
