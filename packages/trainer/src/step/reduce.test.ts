import '@tensorflow/tfjs-backend-cpu'
import { scalar, setBackend, tensor1d, tensor2d, tensor3d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { reduceLoss } from './reduce'

beforeAll(() => setBackend('cpu'))

const value = (tensor: Tensor) => tensor.dataSync()[0]

describe('reduceLoss', () => {
  const perToken = tensor2d([
    [1, 2, 3],
    [10, 20, 30],
  ])

  it.each([
    ['the mean over examples', tensor1d([1, 2, 6]), undefined, undefined, 3],
    ['a scalar as it is', scalar(5), tensor1d([0, 0]), tensor1d([2, 2]), 5],
    ['the examples that are not masked', tensor1d([1, 2, 6]), tensor1d([1, 0, 1]), undefined, 3.5],
    ['Σ w·l / Σ w', tensor1d([1, 2, 6]), undefined, tensor1d([2, 1, 1]), 2.5],
    ['a mask and weights together', tensor1d([1, 2, 6]), tensor1d([1, 1, 0]), tensor1d([3, 1, 9]), 1.25],
    // Once over the four valid tokens, not the mean of the two sequences' means, which would be 15.75.
    [
      'valid tokens, once',
      perToken,
      tensor2d([
        [1, 1, 0],
        [0, 1, 1],
      ]),
      undefined,
      13.25,
    ],
    ['tokens, with a mask of whole examples', perToken, tensor1d([0, 1]), undefined, 20],
    ['0 where all is masked', tensor1d([1, 2]), tensor1d([0, 0]), undefined, 0],
  ] as const)('takes %s', (_, loss, mask, weights, expected) => {
    expect(value(reduceLoss('test', loss, mask, weights))).toBeCloseTo(expected, 6)
  })

  it('takes masks of booleans', () => {
    expect(value(reduceLoss('test', tensor1d([1, 7]), tensor1d([0, 1], 'bool')))).toBe(7)
  })

  it('refuses a loss that was not reduced over the classes', () => {
    expect(() => reduceLoss('test', tensor3d([[[1, 2]]]))).toThrow(
      /\[test\] expected a loss of shape \[B\], .*; got \[1, 1, 2\]/,
    )
  })
})
