import '@tensorflow/tfjs-backend-cpu'
import { lossContext, testLoss } from '@potstill/testkit'
import { ones, setBackend, tensor2d, tensor4d, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { overhaul } from './overhaul'

beforeAll(() => setBackend('cpu'))

testLoss(overhaul, {
  describe,
  it,
  options: [{}, { margin: 'gaussian' }],
  taps: [{ student: [4, 4, 3], teacher: [4, 4, 2] }],
})

describe('overhaul', () => {
  it('raises the teacher to the mean of its negative values, after connectors, and halves early pairs', () => {
    // The margin is −2. Targets −1, −2, 1; the student −2, 0, 1 counts only where it is above or the target is positive: (0 + 2)² = 4.
    const pair = {
      student: tensor4d([-2, 0, 1], [1, 1, 3, 1]),
      teacher: tensor4d([-1, -3, 1], [1, 1, 3, 1]),
    }
    const variables = (index: number) => ({
      [`${index}/convolution/weights`]: tensor2d([[1]]),
      [`${index}/norm/scale`]: ones([1]),
      [`${index}/norm/offset`]: zeros([1]),
    })
    const state = (index: number) => ({
      [`${index}/norm/mean`]: zeros([1]),
      [`${index}/norm/variance`]: ones([1]),
    })
    const context = {
      ...lossContext(),
      variables: { ...variables(0), ...variables(1) },
      state: { ...state(0), ...state(1) },
      training: false,
    }
    const result = overhaul().compute({ features: [pair, pair] }, context)
    // ½ · 4 + 4, but for the 1e-5 in the root of the variance.
    expect('loss' in result && result.loss.dataSync()[0]).toBeCloseTo(6, 3)
  })
})
