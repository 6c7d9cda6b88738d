import { train } from '@tensorflow/tfjs-core'
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { SelfAttention } from './testing/self-attention'
import type { Layer } from './testing/stack'

const apply = (layer: Layer, ...xs: SymbolicTensor[]) =>
  layer.apply(xs.length === 1 ? xs[0]! : xs) as SymbolicTensor

const chain = (x: SymbolicTensor, ...given: Layer[]) => given.reduce((value, layer) => apply(layer, value), x)

const conv = (filters: number, strides = 1) =>
  layers.conv2d({ filters, kernelSize: 3, strides, padding: 'same', useBias: false })

const normal = () => layers.batchNormalization({ momentum: 0.9 })
const tanh = () => layers.activation({ activation: 'tanh' })

describeAgreement('whole networks', {
  'a residual network': {
    network: () => {
      const inputs = input({ shape: [8, 8, 3] })
      const stem = chain(inputs, conv(8), normal(), layers.activation({ activation: 'relu' }))
      const block = chain(stem, conv(16, 2), normal(), tanh(), conv(16), normal())
      const shortcut = chain(stem, layers.conv2d({ filters: 16, kernelSize: 1, strides: 2, useBias: false }))
      const sum = apply(layers.add(), block, shortcut)
      const outputs = chain(sum, tanh(), layers.globalAveragePooling2d({}), layers.dense({ units: 5 }))
      return model({ inputs, outputs })
    },
    objective: 'softmaxCrossEntropy',
    batch: 8,
    native: ['Conv2DBackpropFilter'],
  },
  'a U-net': {
    network: () => {
      const inputs = input({ shape: [8, 8, 2] })
      const wide = chain(inputs, conv(8), tanh())
      const deep = chain(wide, layers.maxPooling2d({ poolSize: 2 }), conv(12), tanh())
      const up = layers.conv2dTranspose({ filters: 8, kernelSize: 2, strides: 2 })
      const joined = apply(layers.concatenate({}), wide, apply(up, deep))
      return model({
        inputs,
        outputs: chain(joined, conv(6), tanh(), layers.conv2d({ filters: 1, kernelSize: 1 })),
      })
    },
    objective: 'sigmoidCrossEntropy',
    batch: 8,
    native: ['Conv2DBackpropFilter', 'Conv2DBackpropInput'],
  },
  'a transformer block on words': {
    network: () => {
      const inputs = input({ shape: [6] })
      const words = apply(layers.embedding({ inputDim: 20, outputDim: 24 }), inputs)
      // The bias of the keys has no gradient but rounding.
      const sides = layers.dense({ units: 72, useBias: false })
      const attended = chain(words, layers.layerNormalization({}), sides, new SelfAttention({ heads: 3 }))
      const once = apply(layers.add(), words, attended)
      const wide = layers.dense({ units: 48, activation: 'gelu' })
      const forward = chain(once, layers.layerNormalization({}), wide, layers.dense({ units: 24 }))
      const twice = apply(layers.add(), once, forward)
      return model({
        inputs,
        outputs: chain(twice, layers.globalAveragePooling1d({}), layers.dense({ units: 4 })),
      })
    },
    objective: 'softmaxCrossEntropy',
    batch: 24,
    vocabulary: 20,
    native: ['BatchMatMul', 'Softmax'],
  },
  'a depthwise network with a gate': {
    network: () => {
      const inputs = input({ shape: [8, 8, 3] })
      const expanded = chain(inputs, layers.conv2d({ filters: 12, kernelSize: 1, activation: 'swish' }))
      const seen = apply(
        layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'swish' }),
        expanded,
      )
      const gate = chain(
        seen,
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 12, activation: 'hardSigmoid' }),
        layers.reshape({ targetShape: [1, 1, 12] }),
      )
      const gated = apply(layers.multiply(), seen, gate)
      return model({ inputs, outputs: chain(gated, layers.flatten(), layers.dense({ units: 4 })) })
    },
    objective: 'softmaxCrossEntropy',
    // The gate's gradients are small.
    optimizer: () => train.adam(0.01, 0.9, 0.999, 1e-3),
    batch: 8,
    native: ['DepthwiseConv2dNativeBackpropFilter'],
  },
})
