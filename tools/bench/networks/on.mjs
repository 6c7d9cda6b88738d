/** @import { SymbolicTensor } from '@tensorflow/tfjs-layers' */

/**
 * A layer applied to symbolic tensors gives one; the types of `apply` allow for more.
 *
 * @param {{ apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown }} layer
 * @param {SymbolicTensor | SymbolicTensor[]} inputs
 */
export function on(layer, inputs) {
  return /** @type {SymbolicTensor} */ (layer.apply(inputs))
}
