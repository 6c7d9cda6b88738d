import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { grad, mul, setBackend, sum, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { detach } from './detach'

beforeAll(() => setBackend('cpu'))

it('keeps values and stops gradients', () => {
  const x = tensor1d([2, -3])
  expect(detach(x).arraySync()).toEqual([2, -3])
  // d/dx of x · x is 2x; with one factor constant it is x.
  expect(grad((y: Tensor) => sum(mul(y, detach(y))))(x).arraySync()).toEqual([2, -3])
})
