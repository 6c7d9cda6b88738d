import { describeKernels } from '../testing/kernel-cases'
import { poolPlaces } from './pool-places'
import { poolPlacesCases } from './testing/pool-cases'

describeKernels('places of maxima', poolPlaces, poolPlacesCases)
