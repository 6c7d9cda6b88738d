import { layers } from '@tensorflow/tfjs-layers'
import { describeAgreement } from './testing/agreement'
import { stack } from './testing/stack'

const inputShape = [10, 10, 3]
/** A layer before, so that the layer's input needs a gradient too. */
const before = () => layers.conv2d({ filters: 6, kernelSize: 3, inputShape })
const gradients = ['Conv2DBackpropFilter', 'Conv2DBackpropInput']

describeAgreement('convolution', {
  'conv2d, valid, with relu': stack(gradients, () => [
    before(),
    layers.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
  ]),
  'conv2d, same, strides 2': stack(gradients, () => [
    before(),
    layers.conv2d({ filters: 16, kernelSize: 3, strides: 2, padding: 'same' }),
  ]),
  'conv2d, 16 channels as ONNX Runtime blocks them': stack(gradients, () => [
    layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu', inputShape }),
    layers.conv2d({ filters: 32, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.conv2d({ filters: 16, kernelSize: 1 }),
  ]),
  'conv2d, 5×3, no bias': stack(gradients, () => [
    before(),
    layers.conv2d({ filters: 8, kernelSize: [5, 3], padding: 'same', useBias: false }),
  ]),
  conv1d: stack(['Conv2DBackpropFilter'], () => [
    layers.conv1d({ filters: 12, kernelSize: 3, activation: 'relu', inputShape: [40, 4] }),
    layers.conv1d({ filters: 8, kernelSize: 5, strides: 2 }),
  ]),
  conv2dTranspose: stack(['Conv2DBackpropInput'], () => [
    before(),
    layers.conv2dTranspose({ filters: 5, kernelSize: 3, strides: 2, padding: 'same' }),
  ]),
  'depthwiseConv2d, multiplier 2': stack(['DepthwiseConv2dNativeBackpropFilter'], () => [
    before(),
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' }),
  ]),
  'depthwiseConv2d, strides 2': stack(['DepthwiseConv2dNativeBackpropFilter'], () => [
    layers.conv2d({ filters: 16, kernelSize: 3, inputShape }),
    layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
  ]),
  separableConv2d: stack(['DepthwiseConv2dNativeBackpropFilter'], () => [
    before(),
    layers.separableConv2d({ filters: 10, kernelSize: 3, padding: 'same', activation: 'relu' }),
  ]),
})
