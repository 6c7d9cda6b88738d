import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, tensor4d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { vid, vidLoss } from './vid'

beforeAll(() => setBackend('cpu'))

testLoss(vid, {
  describe,
  it,
  taps: [
    { student: [4, 4, 3], teacher: [2, 2, 5] },
    { student: [3], teacher: [4] },
  ],
})

describe('vid', () => {
  it('begins with the given variance, in every channel', async () => {
    const shapes = { studentLogits: [3], features: [{ student: [4, 4, 3], teacher: [4, 4, 2] }] }
    const given = { shapes, random: seededRandom(1), classes: 3, examples: { count: 1 }, signals: [] }
    const { trainable = {} } = (await vid({ initialVariance: 3 }).init?.(given)) ?? {}
    const names = ['0/first/weights', '0/second/weights', '0/third/weights', '0/logScale']
    expect(Object.keys(trainable)).toEqual(names)
    // Where nothing is wrong, what is left is half the logarithm.
    const same = tensor2d([[1, 2]])
    const value = vidLoss({ student: same, teacher: same, logScale: trainable['0/logScale']! }).dataSync()[0]
    expect(value).toBeCloseTo(Math.log(3) / 2, 5)
  })

  it('compares what three layers make of the pooled features', () => {
    // The places 1 and 3 become 2; 2 · 2 = 4, relu; 4 · −1 → 0 and 4 · 3 = 12; 12 · ½ + 1 · 0 = 6, from 5 at variance 1: ½ (1 + 0).
    const variables = {
      '0/first/weights': tensor2d([[2, 0]]),
      '0/second/weights': tensor2d([[-1, 3], [0, 0]]), // prettier-ignore
      '0/third/weights': tensor2d([[1, 1], [0.5, 0.25]]), // prettier-ignore
      '0/logScale': tensor1d([Math.log(Math.E - 1), Math.log(Math.E ** 2 - 1)]),
    }
    const pair = { student: tensor4d([1, 3], [1, 1, 2, 1]), teacher: tensor4d([5, 3], [1, 1, 1, 2]) }
    const result = vid({ epsilon: 1e-9 }).compute({ features: [pair] }, { ...lossContext(), variables })
    // The second channel: 12 / 4 = 3, as the teacher's, at variance 2: ½ log 2. The mean of both.
    expect(('loss' in result ? result.loss : result).dataSync()[0]).toBeCloseTo((1 + Math.log(2)) / 4, 5)
  })
})
