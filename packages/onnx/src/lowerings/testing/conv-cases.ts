import { Conv2D, FusedConv2D } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { exactFloat, tensorOf } from '../../testing/tensor-arbitraries'
import { windowCase } from '../../testing/window-arbitraries'

const convolution = fc
  .tuple(windowCase({ dilated: true }), fc.integer({ min: 1, max: 4 }))
  .chain(([{ inShape, filter, dilations, attrs }, outChannels]) =>
    fc.record({
      inputs: fc.record({
        x: tensorOf('float32', inShape, exactFloat),
        filter: tensorOf('float32', [...filter, inShape[3], outChannels], exactFloat),
        bias: tensorOf('float32', [outChannels], exactFloat),
      }),
      attrs: fc.constant({ ...attrs, dilations, dataFormat: 'NHWC' }),
    }),
  )

const activation = fc.constantFrom(undefined, 'linear', 'relu')

export const convCases: CasesByKernel = {
  [Conv2D]: kernelCase(
    convolution.chain(({ inputs: { x, filter }, attrs }) =>
      fc
        .boolean()
        .map((refused) =>
          refused
            ? { inputs: { x, filter }, attrs: { ...attrs, dataFormat: 'NCHW' }, refused }
            : { inputs: { x, filter }, attrs },
        ),
    ),
  ),
  [FusedConv2D]: kernelCase(
    fc.tuple(convolution, activation, fc.boolean()).map(([{ inputs, attrs }, activation, biased]) => ({
      inputs: biased ? inputs : { x: inputs.x, filter: inputs.filter },
      attrs: { ...attrs, activation },
    })),
  ),
}
