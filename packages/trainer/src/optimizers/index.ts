import { adam } from './adam'
import { adamw } from './adamw'
import { dot } from './dot'
import { lamb } from './lamb'
import { lion } from './lion'
import { momentum } from './momentum'
import { nesterov } from './nesterov'
import { rmsprop } from './rmsprop'
import { sgd } from './sgd'

export { adam, adamw, dot, lamb, lion, momentum, nesterov, rmsprop, sgd }

/** Every optimizer of this package. */
export const optimizers = [sgd, momentum, nesterov, rmsprop, adam, adamw, lamb, lion, dot]
