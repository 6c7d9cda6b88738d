import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, tensor3d, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hiddenState, hiddenStateLoss } from './hidden-state'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

const refusal = expect.objectContaining({ code: 'losses/features', component: 'hiddenState' }) as Error

describe('hiddenStateLoss', () => {
  // (3, 4) and (3, 0) are 4 apart in one of two entries, with the cosine 9 / (5 · 3); (1, 2) and (2, 1) 1 in both, with 4 / 5.
  const student = () => tensor3d([[[3, 4], [1, 2]]]) // prettier-ignore
  const teacher = () => tensor3d([[[3, 0], [2, 1]]]) // prettier-ignore

  it.each([
    ['mse', [8, 1]],
    ['cosine', [0.4, 0.2]],
  ] as const)('gives a value for each token: %s', (variant, expected) => {
    const loss = hiddenStateLoss([{ student: student(), teacher: teacher() }], { variant })
    expect(loss.shape).toEqual([1, 2])
    expected.forEach((each, token) => {
      expect(loss.dataSync()[token]).toBeCloseTo(each, 6)
    })
  })

  it('adds up the pairs', () => {
    const pair = { student: student(), teacher: teacher() }
    expect([...hiddenStateLoss([pair, pair]).dataSync()]).toEqual([16, 2])
  })

  it('has the cosine 0 and the gradient 0 at a vector that is 0', () => {
    const at = (h: Tensor) =>
      hiddenStateLoss([{ student: h, teacher: tensor2d([[1, 2]]) }], { variant: 'cosine' })
    expect([...at(zeros([1, 2])).dataSync()]).toEqual([1])
    expect(tapeGradient(at, zeros([1, 2])).every(Number.isFinite)).toBe(true)
  })

  it.each([
    ['maps', [[2, 4, 4, 3]]],
    ['no vectors', [[2]]],
    ['other tokens', [[2, 3, 5], [2, 4, 5]]],
    ['tokens and examples', [[2, 2, 5], [2, 5]]],
  ])('refuses %s', (_, shapes) => {
    const features = shapes.map((shape) => ({ student: zeros(shape), teacher: zeros(shape) }))
    expect(() => hiddenStateLoss(features)).toThrow(refusal)
  }) // prettier-ignore

  it('refuses other widths, and none', () => {
    expect(() => hiddenStateLoss([{ student: zeros([2, 3]), teacher: zeros([2, 4]) }])).toThrow(refusal)
    expect(() => hiddenStateLoss([])).toThrow(refusal)
  })
})

describe('hiddenState', () => {
  const trained = async (
    connector: 'fit' | 'none' | 'linear' | 'relu' | 'tanh',
    teacher: readonly number[],
  ) => {
    const shapes = { studentLogits: [3], features: [{ student: [4, 2], teacher }] }
    const given = { shapes, random: seededRandom(1), classes: 3, examples: { count: 1 }, signals: [] }
    const { trainable = {} } = (await hiddenState({ connector }).init?.(given)) ?? {}
    return Object.entries(trainable).map(([name, { shape }]) => `${name} [${shape.join()}]`)
  }

  it('has a layer where widths differ, or where it is told to', async () => {
    expect(await trained('fit', [4, 2])).toEqual([])
    expect(await trained('none', [4, 2])).toEqual([])
    expect(await trained('fit', [4, 5])).toEqual(['0/weights [2,5]', '0/bias [5]'])
    expect(await trained('linear', [4, 2])).toEqual(['0/weights [2,2]', '0/bias [2]'])
    expect(await trained('relu', [4, 5])).toEqual(['0/linear/weights [2,5]', '0/linear/bias [5]'])
    expect(await trained('tanh', [4, 5])).toEqual(['0/linear/weights [2,5]', '0/linear/bias [5]'])
    await expect(trained('none', [4, 5])).rejects.toThrow(/connector: fit/)
  })

  // (1, 2) · (1, 3) − 9 = −2, whose distance to 5 is 7; of max(0, −2), 5; of tanh(−2), 5 − tanh(−2).
  it.each([
    ['linear', '0/', 49],
    ['relu', '0/linear/', 25],
    ['tanh', '0/linear/', (5 - Math.tanh(-2)) ** 2],
  ] as const)('compares what the connector makes: %s', (connector, at, expected) => {
    const features = [{ student: tensor2d([[1, 2]]), teacher: tensor2d([[5]]) }]
    const variables = { [`${at}weights`]: tensor2d([[1], [3]]), [`${at}bias`]: tensor1d([-9]) }
    const result = hiddenState({ connector }).compute({ features }, { ...lossContext(), variables })
    expect('loss' in result && result.loss.dataSync()[0]).toBeCloseTo(expected, 4)
  })
})

const variants = [{ variant: 'mse' }, { variant: 'cosine' }]

describe('of examples', () => {
  const taps = [{ student: [3], teacher: [3] }, { student: [6], teacher: [6] }] // prettier-ignore
  testLoss(hiddenState, { describe, it, taps, options: [...variants, { connector: 'none' }] })
})

describe('of tokens', () => {
  const taps = [{ student: [5, 3], teacher: [5, 4] }, { student: [5, 6], teacher: [5, 6] }] // prettier-ignore
  const options = [...variants, { connector: 'linear' }, { connector: 'tanh' }]
  testLoss(hiddenState, { describe, it, taps, featureTokens: 5, options })
})
