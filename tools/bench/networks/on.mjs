/** @import { Tensor } from '@tensorflow/tfjs-core' */
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

/**
 * What the `call` of a layer with one input is given: a tensor, or an array of one.
 *
 * @param {Tensor | Tensor[]} inputs
 */
export function single(inputs) {
  return /** @type {Tensor} */ (Array.isArray(inputs) ? inputs[0] : inputs)
}
