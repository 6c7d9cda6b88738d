import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { stack } from './testing/stack'

const before = () => layers.conv2d({ filters: 6, kernelSize: 3, padding: 'same', inputShape: [9, 9, 3] })

describeAgreement('pooling and padding', {
  maxPooling2d: stack(['Conv2DBackpropFilter'], () => [before(), layers.maxPooling2d({ poolSize: 2 })]),
  'maxPooling2d of 16 channels after relu': stack(['Conv2DBackpropFilter'], () => [
    layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [8, 8, 3] }),
    layers.maxPooling2d({ poolSize: 2 }),
  ]),
  'maxPooling2d, overlapping, same': stack(['Conv2DBackpropFilter'], () => [
    before(),
    layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ]),
  averagePooling2d: stack(['AvgPoolGrad'], () => [before(), layers.averagePooling2d({ poolSize: 2 })]),
  'averagePooling2d, overlapping, same': stack(['AvgPoolGrad'], () => [
    before(),
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ]),
  maxPooling1d: stack([], () => [
    layers.conv1d({ filters: 8, kernelSize: 3, inputShape: [40, 4] }),
    layers.maxPooling1d({ poolSize: 2 }),
  ]),
  'averagePooling1d, overlapping': stack(['AvgPoolGrad'], () => [
    layers.conv1d({ filters: 8, kernelSize: 3, inputShape: [40, 4] }),
    layers.averagePooling1d({ poolSize: 4, strides: 3 }),
  ]),
  'globalAveragePooling1d and globalMaxPooling1d': {
    network: () => {
      const inputs = input({ shape: [40, 4] })
      const steps = layers.conv1d({ filters: 8, kernelSize: 3 }).apply(inputs) as SymbolicTensor
      const pooled = [layers.globalAveragePooling1d({}), layers.globalMaxPooling1d({})].map(
        (pool) => pool.apply(steps) as SymbolicTensor,
      )
      const both = layers.concatenate({}).apply(pooled)
      return model({ inputs, outputs: layers.dense({ units: 3 }).apply(both) as SymbolicTensor })
    },
    native: ['Conv2DBackpropFilter'],
  },
  globalAveragePooling2d: stack([], () => [
    before(),
    layers.globalAveragePooling2d({}),
    layers.reshape({ targetShape: [2, 3] }),
  ]),
  globalMaxPooling2d: stack([], () => [before(), layers.globalMaxPooling2d({})]),
  // The cpu backend's gradient is right for one example alone.
  'upSampling2d, nearest': stack(
    ['ResizeNearestNeighborGrad'],
    () => [before(), layers.upSampling2d({ size: [2, 3] })],
    { batch: 1 },
  ),
  'upSampling2d, bilinear': stack(
    ['ResizeBilinearGrad'],
    () => [before(), layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' })],
    { batch: 6 },
  ),
  'zeroPadding2d and cropping2d': stack([], () => [
    before(),
    layers.zeroPadding2d({ padding: 2 }),
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
    }),
  ]),
})
