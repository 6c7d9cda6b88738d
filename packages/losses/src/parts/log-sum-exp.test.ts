import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import {
  grad,
  memory,
  mul,
  setBackend,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { farthest } from '../testing/float64'
import { logSumExp } from './log-sum-exp'

await setBackend('cpu')

const rows = () => tensor2d([[0, 0, Math.log(2)], [1e4, -1e4, 1e4]]) // prettier-ignore

it('adds up in logarithms, whatever their size', () => {
  const { top, above } = logSumExp(rows())
  expect([top.shape, above.shape]).toEqual([[2, 1], [2, 1]]) // prettier-ignore
  expect(farthest([...top.dataSync()], [Math.log(2), 1e4])).toBeLessThan(1e-6)
  expect(farthest([...above.dataSync()], [Math.log(2), Math.log(2)])).toBeLessThan(1e-6)
})

it('has the softmax as its gradient', () => {
  const weighted = (x: Tensor) => tidy(() => sum(mul(logSumExp(mul(x, 1)).above, tensor2d([[4], [10]]))))
  const got = grad(weighted)(rows())
  expect(farthest([...got.dataSync()], [1, 1, 2, 5, 0, 5])).toBeLessThan(1e-5)
})

it('leaves no tensor behind', () => {
  const x = tensor1d([1, 2])
  const before = memory().numTensors
  tidy(() => void grad((each: Tensor) => sum(logSumExp(each).above))(x))
  expect(memory().numTensors).toBe(before)
})
