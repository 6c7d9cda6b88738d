import { earlyStopping } from './early-stopping'

/** Every callback of this package, as a plugin's `callbacks`. */
export const callbacks = [earlyStopping] as const
