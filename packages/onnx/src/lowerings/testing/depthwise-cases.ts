import {
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  FusedDepthwiseConv2D,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { exactFloat, tensorOf } from '../../testing/tensor-arbitraries'
import { poolInfo, windowCase } from '../../testing/window-arbitraries'

const convolution = (dilated: boolean) =>
  fc.tuple(windowCase({ dilated }), fc.integer({ min: 1, max: 3 })).chain(([given, multiplier]) => {
    const { inShape, filter, dilations, attrs } = given
    const [batch, height, width] = poolInfo(given).outShape
    const outChannels = inShape[3] * multiplier
    return fc.record({
      x: tensorOf('float32', inShape, exactFloat),
      filter: tensorOf('float32', [...filter, inShape[3], multiplier], exactFloat),
      bias: tensorOf('float32', [outChannels], exactFloat),
      dy: tensorOf('float32', [batch, height, width, outChannels], exactFloat),
      attrs: fc.constant({ ...attrs, dilations }),
    })
  })

const forward = convolution(true)
const gradient = convolution(false)
const activation = fc.constantFrom(undefined, 'linear', 'relu')

export const depthwiseCases: CasesByKernel = {
  [DepthwiseConv2dNative]: kernelCase(
    fc.tuple(forward, fc.boolean()).map(([{ x, filter, attrs }, refused]) => ({
      inputs: { x, filter },
      attrs: { ...attrs, dataFormat: refused ? 'NCHW' : 'NHWC' },
      refused,
    })),
  ),
  [FusedDepthwiseConv2D]: kernelCase(
    fc.tuple(forward, activation, fc.boolean()).map(([{ x, filter, bias, attrs }, activation, biased]) => ({
      inputs: biased ? { x, filter, bias } : { x, filter },
      attrs: { ...attrs, dataFormat: 'NHWC', activation },
    })),
  ),
  [DepthwiseConv2dNativeBackpropFilter]: kernelCase(
    gradient.map(({ x, dy, filter, attrs }) => ({
      inputs: { x, dy },
      attrs: { ...attrs, filterShape: filter.shape },
    })),
  ),
  [DepthwiseConv2dNativeBackpropInput]: kernelCase(
    gradient.map(({ x, dy, filter, attrs }) => ({
      inputs: { dy, filter },
      attrs: { ...attrs, inputShape: x.shape },
    })),
  ),
}
