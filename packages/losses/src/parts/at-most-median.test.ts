import '@tensorflow/tfjs-backend-cpu'
import { setBackend, tensor1d } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { atMostMedian } from './at-most-median'

beforeAll(() => setBackend('cpu'))

it.each([
  { of: [3, 1, 2], expected: [0, 1, 1] },
  { of: [4, 1, 3, 2], expected: [0, 1, 0, 1] },
  { of: [1, 1, 1, 1], expected: [1, 1, 1, 1] },
  { of: [1, 5, 5, 5], expected: [1, 1, 1, 1] },
  { of: [7], expected: [1] },
])('is $expected of $of', ({ of, expected }) => {
  expect([...atMostMedian(tensor1d(of)).dataSync()]).toEqual(expected)
})
