export { callbacks } from './callbacks'

export { earlyStopping } from './early-stopping'
export { metricsJsonl } from './metrics-jsonl'
export { mlflow } from './mlflow'
export { tensorboard } from './tensorboard'
