import { adam } from './adam'
import { adamw } from './adamw'
import { momentum } from './momentum'
import { nesterov } from './nesterov'
import { sgd } from './sgd'

export { adam, adamw, momentum, nesterov, sgd }

/** Every optimizer of this package. */
export const optimizers = [sgd, momentum, nesterov, adam, adamw]
