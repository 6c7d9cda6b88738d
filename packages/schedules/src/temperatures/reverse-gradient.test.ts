import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { grad, mul, scalar, setBackend, sum, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { reverseGradient } from './reverse-gradient'

beforeAll(() => setBackend('cpu'))

it('keeps values and multiplies what goes back', () => {
  const x = tensor1d([2, -3])
  expect([...reverseGradient(x, scalar(-0.5)).dataSync()]).toEqual([2, -3])
  // d/dx of x² is 2x, times −½.
  const slope = grad((y: Tensor) => {
    const back = reverseGradient(y, scalar(-0.5))
    return sum(mul(back, back))
  })
  expect([...slope(x).dataSync()]).toEqual([-2, 3])
})
