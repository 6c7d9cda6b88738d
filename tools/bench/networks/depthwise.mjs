import { input, layers, model } from '@tensorflow/tfjs-layers'
import { convolved, normalized, rectified } from './normalized.mjs'
import { on } from './on.mjs'

/** @import { Seeded } from './seeded.mjs' */

/**
 * MobileNet's opening on 32×32×3: a 3×3 stem of stride 2, then four depthwise-separable blocks.
 *
 * @param {{ width: number }} size channels of the stem; the blocks have 2, 4, 4 and 8 times as many
 * @param {Seeded} initial
 */
export function depthwise({ width }, initial) {
  const inputs = input({ shape: [32, 32, 3] })
  let x = convolved(
    inputs,
    { convolution: 'stem', norm: 'norm', filters: width, kernelSize: 3, strides: 2 },
    initial,
  )
  x = rectified(x)
  const blocks = [
    { filters: 2 * width, strides: 1 },
    { filters: 4 * width, strides: 2 },
    { filters: 4 * width, strides: 1 },
    { filters: 8 * width, strides: 2 },
  ]
  for (const [index, { filters, strides }] of blocks.entries()) {
    const name = `block${index + 1}`
    const perChannel = layers.depthwiseConv2d({
      name: `${name}-depthwise`,
      kernelSize: 3,
      strides,
      padding: 'same',
      useBias: false,
      depthwiseInitializer: initial.kernel(),
    })
    x = rectified(normalized(on(perChannel, x), `${name}-norm1`))
    const pointwise = { convolution: `${name}-pointwise`, norm: `${name}-norm2`, filters, kernelSize: 1 }
    x = rectified(convolved(x, pointwise, initial))
  }
  const logits = layers.dense({ name: 'logits', units: 10, kernelInitializer: initial.kernel() })
  return model({ inputs, outputs: on(logits, on(layers.globalAveragePooling2d({}), x)) })
}
