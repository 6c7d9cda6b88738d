import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { cast, grad, greater, mul, setBackend, sum, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { constantOf } from './constant-of'

beforeAll(() => setBackend('cpu'))

it('computes what has no gradient, as a constant', () => {
  const x = tensor1d([2, -3])
  const positive = (y: Tensor) => constantOf(y, (inner) => cast(greater(inner, 0), 'float32'))
  expect(positive(x).arraySync()).toEqual([1, 0])
  // d/dx of x · [x > 0], the second factor a constant.
  expect(grad((y: Tensor) => sum(mul(y, positive(y))))(x).arraySync()).toEqual([1, 0])
})
