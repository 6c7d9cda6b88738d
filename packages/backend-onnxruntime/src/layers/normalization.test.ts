import { layers } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { stack } from './testing/stack'

const convolution = (filters: number) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false, inputShape: [8, 8, 3] })

// Not without scale: TensorFlow.js's layer then fails, on every backend.
describeAgreement('normalization', {
  'batchNormalization of images': stack([], () => [
    convolution(6),
    layers.batchNormalization({}),
    layers.activation({ activation: 'relu' }),
  ]),
  'batchNormalization of 16 channels, twice': stack([], () => [
    convolution(16),
    layers.batchNormalization({}),
    layers.activation({ activation: 'relu' }),
    layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', useBias: false }),
    layers.batchNormalization({ momentum: 0.9 }),
  ]),
  'batchNormalization of vectors': stack([], () => [
    layers.dense({ units: 130, useBias: false, inputShape: [20] }),
    layers.batchNormalization({}),
  ]),
  'layerNormalization of vectors': stack([], () => [
    layers.dense({ units: 130, inputShape: [20] }),
    layers.layerNormalization({}),
  ]),
  'layerNormalization of sequences': stack([], () => [
    layers.timeDistributed({ layer: layers.dense({ units: 24 }), inputShape: [10, 6] }),
    layers.layerNormalization({}),
  ]),
})
