import { layers } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { stack, type Layer } from './testing/stack'
import type { Task } from './testing/task'

const inputShape = [10, 10, 3]
/** A layer before, so that the layer's input needs a gradient too. */
const before = () => layers.conv2d({ filters: 6, kernelSize: 3, inputShape })

/** Few examples: the cpu backend is slow at these. */
const images = (native: readonly string[], make: () => readonly Layer[]): Task =>
  stack(native, make, { batch: 8 })

const gradients = ['Conv2DBackpropFilter', 'Conv2DBackpropInput']
const depthwise = ['DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput']

// Not dilated: TensorFlow.js has no gradient of that. `inference.test.ts` has them.
describeAgreement('convolution', {
  'conv2d, valid, with relu': images(gradients, () => [
    before(),
    layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
  ]),
  'conv2d, same, strides 2': images(gradients, () => [
    before(),
    layers.conv2d({ filters: 16, kernelSize: 3, strides: 2, padding: 'same' }),
  ]),
  'conv2d, 16 channels as ONNX Runtime blocks them': images(gradients, () => [
    layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu', inputShape: [8, 8, 3] }),
    layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.conv2d({ filters: 16, kernelSize: 1 }),
  ]),
  'conv2d, 5×3, no bias': images(gradients, () => [
    before(),
    layers.conv2d({ filters: 8, kernelSize: [5, 3], padding: 'same', useBias: false }),
  ]),
  'conv2d, an even window, strides 2 and 1': images(gradients, () => [
    before(),
    layers.conv2d({ filters: 8, kernelSize: [2, 4], strides: [2, 1], padding: 'same' }),
  ]),
  'conv2d, strides wider than the window': images(gradients, () => [
    before(),
    layers.conv2d({ filters: 16, kernelSize: 2, strides: 3, activation: 'tanh' }),
  ]),
  'conv2d of one channel, to one': images(gradients, () => [
    layers.conv2d({ filters: 12, kernelSize: 5, activation: 'tanh', inputShape: [16, 16, 1] }),
    layers.conv2d({ filters: 1, kernelSize: 3 }),
    layers.conv2d({ filters: 3, kernelSize: 3 }),
  ]),
  conv1d: images(['Conv2DBackpropFilter'], () => [
    layers.conv1d({ filters: 12, kernelSize: 3, activation: 'relu', inputShape: [40, 4] }),
    layers.conv1d({ filters: 8, kernelSize: 5, strides: 2 }),
  ]),
  'conv1d, same, strides 2': images(['Conv2DBackpropFilter'], () => [
    layers.conv1d({ filters: 12, kernelSize: 4, padding: 'same', activation: 'tanh', inputShape: [41, 4] }),
    layers.conv1d({ filters: 8, kernelSize: 3, padding: 'same', strides: 2, useBias: false }),
  ]),
  'conv2dTranspose, same': images(['Conv2DBackpropInput'], () => [
    before(),
    layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' }),
  ]),
  'conv2dTranspose, valid, with tanh': images(['Conv2DBackpropInput'], () => [
    before(),
    layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, activation: 'tanh', useBias: false }),
  ]),
  'depthwiseConv2d, multiplier 2': images(depthwise, () => [
    before(),
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' }),
  ]),
  'depthwiseConv2d, strides 2': images(depthwise, () => [
    layers.conv2d({ filters: 16, kernelSize: 3, inputShape }),
    layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
  ]),
  'depthwiseConv2d, multiplier 2, strides 2, valid': images(depthwise, () => [
    layers.conv2d({ filters: 16, kernelSize: 3, inputShape }),
    layers.depthwiseConv2d({ kernelSize: 3, strides: 2, depthMultiplier: 2, activation: 'tanh' }),
  ]),
  separableConv2d: images(depthwise, () => [
    before(),
    layers.separableConv2d({ filters: 10, kernelSize: 3, padding: 'same', activation: 'relu' }),
  ]),
  'separableConv2d, multiplier 2, strides 2': images(depthwise, () => [
    before(),
    layers.separableConv2d({ filters: 10, kernelSize: 3, depthMultiplier: 2, strides: 2, useBias: false }),
  ]),
})
