import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import {
  add,
  grads,
  memory,
  mul,
  setBackend,
  sum,
  tensor1d,
  tidy,
  topk,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { constant } from './constant'

beforeAll(() => setBackend('cpu'))

describe('constant', () => {
  const [a, b] = [tensor1d([1, 3, 2]), tensor1d([4, 5, 6])]
  const largest = (...of: Tensor[]) => mul(topk(of[0]!, 1).values, sum(of[1]!))

  it('gives what is made, and takes back what it was made of', () => {
    const before = memory().numTensors
    const made = constant(largest, a, b)
    expect([...made.dataSync()]).toEqual([45])
    made.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('lets no gradient through, of operations that have none either', () => {
    tidy(() => {
      const f = (x: Tensor, y: Tensor) => add(sum(mul(x, y)), sum(constant(largest, x, y)))
      const [toX, toY] = grads(f)([a, b])
      expect(toX!.arraySync()).toEqual([4, 5, 6])
      expect(toY!.arraySync()).toEqual([1, 3, 2])
    })
  })
})
