import { Einsum, getGradient, registerGradient, Tile, unregisterGradient } from '@tensorflow/tfjs-core'
import { einsumGradient } from './einsum-gradient'
import { tileGradient } from './tile-gradient'

/** Marks a gradient as one of these, also across two copies of this package. */
const marker = Symbol.for('potstill.gradient')

/**
 * Gives TensorFlow.js, for every backend, the gradient of `einsum` where it has none, and a fast one of `tile`. Call it
 * after TensorFlow.js has registered its own (importing `@tensorflow/tfjs-layers` does). Calling it again changes nothing.
 *
 * @example
 * registerGradients()
 */
export function registerGradients(): void {
  if (!getGradient(Einsum)) registerGradient(einsumGradient)
  const present = getGradient(Tile) as object | undefined
  if (present !== undefined && marker in present) return
  if (present !== undefined) unregisterGradient(Tile)
  registerGradient(Object.assign({ ...tileGradient }, { [marker]: true }))
}
