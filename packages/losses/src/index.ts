export { losses } from './losses'
export type { TemperatureOption } from './parts/temperature'

export { crossEntropy, crossEntropyLoss } from './cross-entropy'
export { softTargets, softTargetsLoss, type SoftTargetsOptions } from './soft-targets'
