import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { seededRandom } from '@potstill/testkit'
import { mul, setBackend, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { farthest } from '../testing/float64'
import { centralDifferences, tapeGradient } from '../testing/gradients'
import { batchNorm } from './batch-norm'

beforeAll(() => setBackend('cpu'))

const variables = { scale: tensor1d([2, 1]), offset: tensor1d([1, 0]) }
const state = { mean: tensor1d([0, 4]), variance: tensor1d([1, 4]) }
// Channel 0 has the mean 2, the variance 1 and, unbiased, 2; channel 1 the mean 5, and 0.
const rows = tensor2d([[1, 5], [3, 5]]) // prettier-ignore

it('normalises by the batch in training, and remembers', () => {
  const { features, state: next } = batchNorm(2).apply(rows, { variables, state, training: true })
  const unit = 1 / Math.sqrt(1 + 1e-5)
  expect(farthest([...features.dataSync()], [1 - 2 * unit, 0, 1 + 2 * unit, 0])).toBeLessThan(1e-6)
  // 0.9 of the old and 0.1 of the new.
  expect(farthest([...next['mean']!.dataSync()], [0.2, 4.1])).toBeLessThan(1e-6)
  expect(farthest([...next['variance']!.dataSync()], [1.1, 3.6])).toBeLessThan(1e-6)
})

it('normalises by what it remembers otherwise, and changes nothing', () => {
  const context = { variables, state, training: false }
  const { features, state: next } = batchNorm(2, { epsilon: 0 }).apply(rows, context)
  // (1 − 0) / 1 · 2 + 1 and (5 − 4) / 2, and so on.
  expect([...features.dataSync()]).toEqual([3, 0.5, 7, 0.5])
  expect(next).toBe(state)
})

it('has the gradient of central differences, statistics of the batch among it', () => {
  const x = tensor2d([[1, 5], [3, 2], [-2, 4]]) // prettier-ignore
  // Unequal weights: the sum of normalised values alone is always 0.
  const weights = tensor2d([[1, -2], [0.5, 3], [2, 1]]) // prettier-ignore
  const context = { variables, state, training: true }
  const weighed = (at: Tensor) => mul(weights, batchNorm(2).apply(at, context).features)
  expect(farthest(tapeGradient(weighed, x), centralDifferences(weighed, x))).toBeLessThan(1e-3)
})

it('only normalises where it is not affine', () => {
  const norm = batchNorm(2, { epsilon: 0, affine: false })
  expect(norm.init(seededRandom(1)).trainable).toBeUndefined()
  const { features } = norm.apply(rows, { variables: {}, state, training: false })
  // (1 − 0) / 1 and (5 − 4) / 2, and so on.
  expect([...features.dataSync()]).toEqual([1, 0.5, 3, 0.5])
})
