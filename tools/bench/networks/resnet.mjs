import { input, layers, model } from '@tensorflow/tfjs-layers'
import { convolved, rectified } from './normalized.mjs'
import { on } from './on.mjs'

/** @import { SymbolicTensor } from '@tensorflow/tfjs-layers' */
/** @import { Seeded } from './seeded.mjs' */

/**
 * The CIFAR residual network: three stages of 16, 32 and 64 channels, `blocks` basic blocks each. One block is resnet8,
 * three are resnet20.
 *
 * @param {{ blocks: number }} size
 * @param {Seeded} initial
 */
export function resnet({ blocks }, initial) {
  const inputs = input({ shape: [32, 32, 3] })
  let x = convolved(inputs, { convolution: 'stem', norm: 'norm', filters: 16, kernelSize: 3 }, initial)
  x = rectified(x)
  for (const [stage, filters] of [16, 32, 64].entries()) {
    for (let block = 0; block < blocks; block++) {
      const strides = stage > 0 && block === 0 ? 2 : 1
      x = basicBlock(x, { name: `stage${stage + 1}-${block + 1}`, filters, strides }, initial)
    }
  }
  const logits = layers.dense({ name: 'logits', units: 10, kernelInitializer: initial.kernel() })
  return model({ inputs, outputs: on(logits, on(layers.globalAveragePooling2d({}), x)) })
}

/**
 * @param {SymbolicTensor} x
 * @param {{ name: string, filters: number, strides: number }} options
 * @param {Seeded} initial
 */
function basicBlock(x, { name, filters, strides }, initial) {
  const step = (/** @type {string} */ convolution, /** @type {number} */ index) => ({
    convolution: `${name}-${convolution}`,
    norm: `${name}-norm${index}`,
    filters,
  })
  let main = convolved(x, { ...step('conv1', 1), kernelSize: 3, strides }, initial)
  main = convolved(rectified(main), { ...step('conv2', 2), kernelSize: 3 }, initial)
  const shortcut =
    strides === 1 ? x : convolved(x, { ...step('projection', 3), kernelSize: 1, strides }, initial)
  return rectified(on(layers.add(), [main, shortcut]))
}
