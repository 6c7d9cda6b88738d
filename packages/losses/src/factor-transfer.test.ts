import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor4d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { factorTransfer, factorTransferLoss, type FactorTransferOptions } from './factor-transfer'
import { paraphraser } from './paraphraser'

beforeAll(() => setBackend('cpu'))

testLoss(factorTransfer, {
  describe,
  it,
  options: [{}, { p: 2 }, { variant: 'repdistiller' }, { rate: 0.75, p: 2, variant: 'repdistiller' }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 4] },
    { student: [4, 4, 2], teacher: [2, 2, 5] },
  ],
})

const given = {
  shapes: { studentLogits: [3], features: [{ student: [3, 3, 2], teacher: [3, 3, 5] }] },
  random: seededRandom(1),
  classes: 3,
  examples: { count: 1 },
  signals: [],
}

describe('factorTransferLoss', () => {
  // Entries (3, 4 | 0, 0) and (0, 0 | 0, 2) of two places with two channels: lengths 5 and 2.
  const student = tensor4d([3, 4, 0, 0], [1, 1, 2, 2])
  const teacher = tensor4d([0, 0, 0, 2], [1, 1, 2, 2])

  it.each<[FactorTransferOptions, number]>([
    // (.6 + .8 + 0 + 1) / 4
    [{}, 0.6],
    // (.36 + .64 + 0 + 1) / 4
    [{ p: 2 }, 0.5],
    // Mean squares (12.5, 0) and (0, 2), of length 1: (1, 0) and (0, 1).
    [{ variant: 'repdistiller' }, 1],
    [{ p: 2, variant: 'repdistiller' }, 1],
  ])('%o', (options, expected) => {
    const [value] = factorTransferLoss([{ student, teacher }], options).dataSync()
    expect(value).toBeCloseTo(expected, 6)
  })

  it('averages the larger of two maps', () => {
    // (2, 6) and (4, 8) become (3, 7); their direction is that of (6, 14).
    const larger = tensor4d([2, 6, 4, 8], [1, 1, 2, 2])
    const smaller = tensor4d([6, 14], [1, 1, 1, 2])
    expect(factorTransferLoss([{ student: larger, teacher: smaller }]).dataSync()[0]).toBeCloseTo(0, 6)
  })

  it('refuses factors of other counts, what is no map, and no pair', () => {
    const expected = expect.objectContaining({
      code: 'losses/features',
      component: 'factorTransfer',
    }) as Error
    const other = tensor4d([1, 2, 3], [1, 1, 1, 3])
    expect(() => factorTransferLoss([{ student, teacher: other }])).toThrow(expected)
    expect(() => factorTransferLoss([])).toThrow(expected)
  })
})

describe('factorTransfer', () => {
  it('has a paraphraser whose tensors are those that `paraphraser` trains, and does not train it', async () => {
    const trained = (await paraphraser().init?.(given))?.trainable ?? {}
    const { trainable = {}, state = {} } = (await factorTransfer().init?.(given)) ?? {}
    const shapes = (tensors: typeof trained) =>
      Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]))
    const encoders = Object.entries(trained).filter(([name]) => name.startsWith('0/encoder/'))
    expect(encoders).toHaveLength(6)
    expect(shapes(state)).toEqual(shapes(Object.fromEntries(encoders)))
    expect(Object.keys(trainable).every((name) => name.startsWith('0/translator/'))).toBe(true)
  })
})
