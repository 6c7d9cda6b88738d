import '@tensorflow/tfjs-layers'
import {
  depthwiseConv2d,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  grads,
  mul,
  setBackend,
  stridedSlice,
  sum,
  tensor,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { expectClose, expectNothingLeft, expectSameTensors } from '../testing/both-backends'
import { waves } from '../testing/waves'
import { registerWasmKernels } from './register-wasm-kernels'

interface Given {
  readonly input: [number, number, number, number]
  readonly taps: [number, number]
  readonly multiplier: number
  readonly strides?: [number, number] | number
  readonly padding: 'same' | 'valid'
}

/** Both gradients of a weighted sum of what the convolution gives. */
function gradients({ input, taps, multiplier, strides = 1, padding }: Given): Tensor[] {
  const loss = (x: Tensor, filter: Tensor) => {
    const y = depthwiseConv2d(x as Tensor4D, filter as Tensor4D, strides, padding)
    return sum(mul(y, waves(y.shape, 2.3)))
  }
  return grads(loss)([waves(input, 1.7), waves([...taps, input[3], multiplier], 0.9)])
}

const size = (max: number) => fc.integer({ min: 1, max })
const convolution = fc.record({
  input: fc.tuple(size(3), fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 }), size(4)),
  taps: fc.tuple(size(3), size(3)),
  multiplier: size(3),
  strides: size(3).map((stride): [number, number] => [stride, stride]),
  padding: fc.constantFrom('same' as const, 'valid' as const),
})

describe('the gradients of a depthwise convolution on wasm', () => {
  it('equal those of the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, (given) => expectSameTensors(() => gradients(given))),
      { numRuns: 100 },
    )
  })

  it('with dilations are those of the filter with zeros between its taps', async () => {
    // TensorFlow.js's own gradient refuses dilations, so the kernels are called themselves.
    const both = (filter: Tensor, dilations: number) => {
      const [dy, attrs] = [waves([2, 5, 4, 6], 2.3), { strides: 1, dilations, pad: 'valid' }]
      const input = { ...attrs, inputShape: [2, 9, 8, 3] }
      const taps = { ...attrs, filterShape: filter.shape }
      return [
        engine().runKernel<Tensor>(DepthwiseConv2dNativeBackpropInput, { dy, filter }, input),
        engine().runKernel<Tensor>(
          DepthwiseConv2dNativeBackpropFilter,
          { x: waves([2, 9, 8, 3], 1.7), dy },
          taps,
        ),
      ] as const
    }
    registerWasmKernels()
    await setBackend('cpu')
    const [dx, dw] = both(withZerosBetween(waves([3, 3, 3, 2], 0.9)), 1)
    const expected = [dx, stridedSlice(dw, [0, 0, 0, 0], [5, 5, 3, 2], [2, 2, 1, 1])].map((x) => x.dataSync())
    await setBackend('wasm')
    const received = both(waves([3, 3, 3, 2], 0.9), 2).map((x) => x.dataSync())
    received.forEach((values, index) => expectClose(values, expected[index]!))
  })

  it('leave no memory behind', async () => {
    await expectNothingLeft(
      () => gradients({ input: [2, 6, 6, 3], taps: [3, 3], multiplier: 2, padding: 'same' })[0]!,
    )
  })
})

/** `[3, 3, …]` → `[5, 5, …]`. */
function withZerosBetween(filter: Tensor): Tensor {
  const [rows = 0, columns = 0, ...rest] = filter.shape
  const [values, width] = [filter.dataSync(), rest.reduce((product, size) => product * size, 1)]
  const [tall, wide] = [2 * rows - 1, 2 * columns - 1]
  const spread = new Float32Array(tall * wide * width)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (row * columns + column) * width
      spread.set(values.subarray(from, from + width), (2 * row * wide + 2 * column) * width)
    }
  }
  return tensor(spread, [tall, wide, ...rest])
}
