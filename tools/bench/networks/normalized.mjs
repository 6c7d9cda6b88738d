import { layers } from '@tensorflow/tfjs-layers'
import { on } from './on.mjs'

/** @import { SymbolicTensor } from '@tensorflow/tfjs-layers' */
/** @import { Seeded } from './seeded.mjs' */

/** The epsilon of every normalization, on both sides of the comparison. */
export const epsilon = 1e-5

/**
 * A convolution without bias, then batch normalization.
 *
 * @param {SymbolicTensor} x
 * @param {{ convolution: string, norm: string, filters: number, kernelSize: number, strides?: number }} options
 * @param {Seeded} initial
 */
export function convolved(x, { convolution, norm, filters, kernelSize, strides = 1 }, initial) {
  const layer = layers.conv2d({
    name: convolution,
    filters,
    kernelSize,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer: initial.kernel(),
  })
  return normalized(on(layer, x), norm)
}

/**
 * @param {SymbolicTensor} x
 * @param {string} name
 */
export function normalized(x, name) {
  return on(layers.batchNormalization({ name, epsilon, momentum: 0.9 }), x)
}

/** @param {SymbolicTensor} x */
export function rectified(x) {
  return on(layers.activation({ activation: 'relu' }), x)
}
