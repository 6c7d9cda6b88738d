import {
  Conv2DBackpropFilter,
  engine,
  setBackend,
  stridedSlice,
  tidy,
  type NamedAttrMap,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { describe, it } from 'vitest'
import { expectClose } from '../testing/both-backends'
import { waves } from '../testing/waves'
import { registerWasmKernels } from './register-wasm-kernels'

const x = () => waves([2, 9, 11, 3], 1.7) as Tensor4D

/** Calls the kernel itself: TensorFlow.js's gradient of `conv2d` refuses dilations. */
function filterGradient(dy: Tensor, taps: readonly [number, number], attrs: object): Tensor {
  const filterShape = [...taps, 3, 4]
  const all = { pad: 'valid', dataFormat: 'NHWC', filterShape, ...attrs } as unknown as NamedAttrMap
  return engine().runKernel(Conv2DBackpropFilter, { x: x(), dy }, all)
}

async function on(backend: 'cpu' | 'wasm', compute: () => Tensor) {
  registerWasmKernels()
  await setBackend(backend)
  return tidy(compute).dataSync()
}

describe('the gradient of a dilated convolution by its filter on wasm', () => {
  it.each([
    { strides: 1, dilations: [2, 3] as const, out: [5, 5] },
    { strides: [2, 1] as const, dilations: [2, 2] as const, out: [3, 7] },
    { strides: 2, dilations: [3, 1] as const, out: [2, 5] },
  ])(
    'has the taps of the undilated filter that the dilated one has too: %j',
    async ({ strides, dilations: [down, across], out }) => {
      // A dilated filter of 3 × 3 taps is an undilated one with zeros between them: the cpu backend has its gradient.
      const full = [2 * down + 1, 2 * across + 1] as const
      const dy = () => waves([2, ...out, 4], 2.3)
      const expected = await on('cpu', () => {
        const gradient = filterGradient(dy(), full, { strides })
        return stridedSlice(gradient, [0, 0, 0, 0], [...full, 3, 4], [down, across, 1, 1])
      })
      const received = await on('wasm', () =>
        filterGradient(dy(), [3, 3], { strides, dilations: [down, across] }),
      )
      expectClose(received, expected)
    },
  )
})
