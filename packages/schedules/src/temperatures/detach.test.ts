import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { cast, grad, greater, mul, setBackend, sum, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { detach, detached } from './detach'

beforeAll(() => setBackend('cpu'))

it('keeps values and stops gradients', () => {
  const x = tensor1d([2, -3])
  expect([...detach(x).dataSync()]).toEqual([2, -3])
  // d/dx of x · x is 2x; with one factor constant it is x.
  expect([...grad((y: Tensor) => sum(mul(y, detach(y))))(x).dataSync()]).toEqual([2, -3])
})

it('computes what has no gradient', () => {
  const positive = (y: Tensor) => detached(y, (constant) => cast(greater(constant, 0), 'float32'))
  expect([...grad((y: Tensor) => sum(mul(y, positive(y))))(tensor1d([2, -3])).dataSync()]).toEqual([1, 0])
})
