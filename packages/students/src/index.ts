import { lenet5 } from './architectures/lenet5'
import { mlp } from './architectures/mlp'

export type { TapChoice } from '@potstill/layers-model'
export { lenet5 } from './architectures/lenet5'
export { mlp } from './architectures/mlp'
export { fromLayersModel } from './from-layers-model'
export type { FromLayersModelOptions } from './from-layers-model'

/** Every architecture of the zoo, for a plugin's `students`. */
export const students = [mlp, lenet5] as const
