import { earlyStopping } from './early-stopping'
import { tensorboard } from './tensorboard'

/** Every callback of this package, as a plugin's `callbacks`. */
export const callbacks = [earlyStopping, tensorboard] as const
