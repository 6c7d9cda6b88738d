import { earlyStopping } from './early-stopping'
import { metricsJsonl } from './metrics-jsonl'
import { mlflow } from './mlflow'
import { tensorboard } from './tensorboard'

/** Every callback of this package, as a plugin's `callbacks`. */
export const callbacks = [earlyStopping, metricsJsonl, mlflow, tensorboard] as const
