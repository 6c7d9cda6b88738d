import { confidenceWeighted } from './confidence-weighted'
import { entropyMatching } from './entropy-matching'
import { learnedTemperature } from './learned-temperature'
import { logitStandardization } from './logit-standardization'
import { separate } from './separate'
import { several } from './several'

/** Every temperature of this package, as a plugin's `temperatures`. */
export const temperatures = [
  confidenceWeighted,
  entropyMatching,
  learnedTemperature,
  logitStandardization,
  separate,
  several,
] as const
