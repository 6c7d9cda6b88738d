import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fitnet, fitnetLoss } from './fitnet'

beforeAll(() => setBackend('cpu'))

// One size at a time: with all in one sum, more of the ReLUs have their bend where central differences reach.
const sizes = [
  [{ student: [4, 4, 3], teacher: [2, 2, 5] }],
  [{ student: [2, 2, 2], teacher: [4, 4, 3] }],
  [{ student: [4, 4, 2], teacher: [3, 3, 2] }],
]
describe.each(sizes)('from $student to $teacher', (...taps) => {
  testLoss(fitnet, { describe, it, taps })
})

testLoss(fitnet, {
  describe,
  it,
  options: [{ connector: 'pointwise' }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 5] },
    { student: [3], teacher: [4] },
  ],
})

const none = { shapes: { studentLogits: [3], features: [] }, random: seededRandom(1) }

describe('fitnet', () => {
  it('compares what the pointwise connector makes', () => {
    // (1, 2) · [[1], [3]] + 1 = 8, whose distance to 5 is 3.
    const features = [{ student: tensor2d([[1, 2]]), teacher: tensor2d([[5]]) }]
    const variables = { '0/weights': tensor2d([[1], [3]]), '0/bias': tensor1d([1]) }
    const result = fitnet({ connector: 'pointwise' }).compute({ features }, { ...lossContext(), variables })
    expect('loss' in result && [...result.loss.dataSync()]).toEqual([9])
  })

  it('remembers the statistics of its regressor', async () => {
    const loss = fitnet()
    const shapes = { studentLogits: [3], features: [{ student: [4, 4, 3], teacher: [2, 2, 5] }] }
    const given = { shapes, random: seededRandom(1), classes: 3, examples: { count: 1 }, signals: [] }
    const { state = {} } = (await loss.init?.(given)) ?? {}
    expect(Object.keys(state)).toEqual(['0/norm/mean', '0/norm/variance'])
  })

  it('refuses pairs of other shapes, and none', () => {
    const expected = expect.objectContaining({ code: 'losses/features', component: 'fitnet' }) as Error
    const pair = { student: tensor2d([[1, 2]]), teacher: tensor2d([[1]]) }
    expect(() => fitnetLoss([pair])).toThrow(expected)
    expect(() => fitnetLoss([])).toThrow(expected)
    const given = { ...none, classes: 3, examples: { count: 1 }, signals: [] }
    expect(() => fitnet().init?.(given)).toThrow(expected)
  })
})
