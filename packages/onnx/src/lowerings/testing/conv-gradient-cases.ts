import { Conv2DBackpropFilter, Conv2DBackpropInput } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { exactFloat, tensorOf } from '../../testing/tensor-arbitraries'
import { poolInfo, windowCase } from '../../testing/window-arbitraries'

const gradient = fc.tuple(windowCase(), fc.integer({ min: 1, max: 4 })).chain(([given, outChannels]) => {
  const { inShape, filter, attrs } = given
  const [batch, height, width] = poolInfo(given).outShape
  const filterShape = [...filter, inShape[3], outChannels]
  return fc.record({
    x: tensorOf('float32', inShape, exactFloat),
    filter: tensorOf('float32', filterShape, exactFloat),
    dy: tensorOf('float32', [batch, height, width, outChannels], exactFloat),
    attrs: fc.constant({ ...attrs, dataFormat: 'NHWC' }),
  })
})

export const convGradientCases: CasesByKernel = {
  [Conv2DBackpropFilter]: kernelCase(
    gradient.map(({ x, dy, filter, attrs }) => ({
      inputs: { x, dy },
      attrs: { ...attrs, filterShape: filter.shape },
    })),
  ),
  [Conv2DBackpropInput]: kernelCase(
    gradient.map(({ x, dy, filter, attrs }) => ({
      inputs: { dy, filter },
      attrs: { ...attrs, inputShape: x.shape },
    })),
  ),
}
