import { layers } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { stack } from './testing/stack'

const convolution = (filters: number) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false, inputShape: [8, 8, 3] })

// Not without scale or offset, and not along another axis than the last: TensorFlow.js's layers then fail, on every backend.
describeAgreement('normalization', {
  'batchNormalization of images': stack(['Conv2DBackpropFilter'], () => [
    convolution(6),
    layers.batchNormalization({}),
    layers.activation({ activation: 'relu' }),
  ]),
  'batchNormalization of 16 channels, twice': stack(
    ['Conv2DBackpropFilter'],
    () => [
      convolution(16),
      layers.batchNormalization({}),
      layers.activation({ activation: 'relu' }),
      layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', useBias: false }),
      layers.batchNormalization({ momentum: 0.9 }),
    ],
    { batch: 6 },
  ),
  'batchNormalization of vectors': stack([], () => [
    layers.dense({ units: 130, useBias: false, inputShape: [20] }),
    layers.batchNormalization({}),
  ]),
  // What the answers afterwards are taken from is then far from what it was at first.
  'batchNormalization with averages that move fast': stack([], () => [
    layers.dense({ units: 130, useBias: false, inputShape: [20] }),
    layers.batchNormalization({ momentum: 0.3, epsilon: 0.01 }),
    layers.activation({ activation: 'tanh' }),
  ]),
  'layerNormalization of vectors': stack([], () => [
    layers.dense({ units: 130, inputShape: [20] }),
    layers.layerNormalization({}),
  ]),
  'layerNormalization of sequences': stack([], () => [
    layers.timeDistributed({ layer: layers.dense({ units: 24 }), inputShape: [10, 6] }),
    layers.layerNormalization({}),
  ]),
  'layerNormalization over two axes': stack([], () => [
    layers.timeDistributed({ layer: layers.dense({ units: 24, activation: 'tanh' }), inputShape: [10, 6] }),
    layers.layerNormalization({ axis: [1, 2], epsilon: 1e-5 }),
  ]),
})
