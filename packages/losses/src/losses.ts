import { crossEntropy } from './cross-entropy'
import { softTargets } from './soft-targets'

/** Every loss of this package, as a plugin's `losses`. */
export const losses = [crossEntropy, softTargets] as const
