export { callbacks } from './callbacks'

export { earlyStopping } from './early-stopping'
export { tensorboard } from './tensorboard'
