export { augmentationWorkers } from './node/augmentation-workers'
export type { AugmentationWorkersOptions } from './node/augmentation-workers'
