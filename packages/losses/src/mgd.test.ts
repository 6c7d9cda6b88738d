import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import type { Random } from '@potstill/spec'
import { fill, ones, setBackend, tensor, tensor1d, tensor4d, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { mgd, mgdLoss } from './mgd'
import { convolved, entriesOf } from './testing/float64-convolution'
import { farthest } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(mgd, {
  describe,
  it,
  options: [{}, { mask: 'channels', maskRatio: 0.3, variant: 'modelopt' }],
  taps: [
    { student: [3, 4, 2], teacher: [3, 4, 3] },
    { student: [2, 2, 2], teacher: [2, 2, 2] },
  ],
})

const given = (student: number[], teacher: number[], random: Random) => ({
  shapes: { studentLogits: [3], features: [{ student, teacher }] },
  random,
  classes: 3,
  examples: { count: 1 },
  signals: [],
})

const lossOf = (result: ReturnType<ReturnType<typeof mgd>['compute']>) =>
  'loss' in result ? result.loss : result

/** Every draw is these numbers. */
const draws = (values: number[]): Random => ({
  ...lossContext().random,
  uniform: (_, shape) => tensor(values, [...shape]),
})

describe('mgd', () => {
  it('is the sum of squares of an example, or their mean', () => {
    // (1 − 3)² + (2 − 1)² = 5 and 0 + 2² = 4, summed over two pairs.
    const student = tensor4d([1, 2, 3, 4], [2, 1, 2, 1])
    const pair = { student, teacher: tensor4d([3, 1, 3, 6], [2, 1, 2, 1]) }
    expect([...mgdLoss([pair, pair]).dataSync()]).toEqual([10, 8])
    expect([...mgdLoss([pair, pair], { variant: 'modelopt' }).dataSync()]).toEqual([5, 4])
  })

  it('makes the maps of what is left', () => {
    const [student, teacher] = [[3, 4, 2], [3, 4, 3]] as const // prettier-ignore
    const loss = mgd({ maskRatio: 0.5 })
    const { trainable = {} } = loss.init!(given([...student], [...teacher], seededRandom(2))) as {
      trainable?: Record<string, Tensor>
    }
    expect(Object.keys(trainable)).toEqual([
      'alignment/0/weights',
      'alignment/0/bias',
      'generator/0/first/weights',
      'generator/0/first/bias',
      'generator/0/second/weights',
      'generator/0/second/bias',
    ])

    const maps = seededRandom(3).normal('student', [1, ...student])
    const theirs = seededRandom(4).normal('teacher', [1, ...teacher])
    // Draws of 0 to 11 twelfths: those below a half stay.
    const random = draws(Array.from({ length: 12 }, (_, place) => ((place * 5) % 12) / 12))
    const context = { ...lossContext(), variables: trainable, random }
    const got = lossOf(loss.compute({ features: [{ student: maps, teacher: theirs }] }, context))

    const numbers = (name: string) => [...trainable[name]!.dataSync()]
    const layer = (values: number[], weights: string, kernel: number, from: number) => {
      const kernelShape = [kernel, kernel, from, 3]
      const shape = { size: [3, 4], kernel: [kernel, kernel], from, to: 3, stride: 1, padding: (kernel - 1) / 2 } as const // prettier-ignore
      const x = entriesOf(values, [3, 4, from])
      const bias = numbers(`${weights}/bias`)
      return convolved(x, entriesOf(numbers(`${weights}/weights`), kernelShape), shape).map(
        (y, at) => y + bias[at % 3]!,
      )
    }
    const aligned = layer([...maps.dataSync()], 'alignment/0', 1, 2)
    const masked = aligned.map((y, at) => ((Math.floor(at / 3) * 5) % 12 < 6 ? y : 0))
    const hidden = layer(masked, 'generator/0/first', 3, 3).map((y) => Math.max(y, 0))
    const made = layer(hidden, 'generator/0/second', 3, 3)
    const target = [...theirs.dataSync()]
    const expected = made.reduce((total, y, at) => total + (y - target[at]!) ** 2, 0)
    expect(farthest([...got.dataSync()], [expected])).toBeLessThan(1e-5 * expected)
  })

  it('masks channels as a whole where it is told to', () => {
    // One place: the middle of each kernel is all that counts. With the identity, what is left is the map itself.
    const identity = tensor4d(
      Array.from({ length: 36 }, (_, at) => (at === 16 || at === 19 ? 1 : 0)),
      [3, 3, 2, 2],
    )
    const variables = {
      'generator/0/first/weights': identity,
      'generator/0/first/bias': zeros([2]),
      'generator/0/second/weights': identity,
      'generator/0/second/bias': tensor1d([0, 0]),
    }
    const pair = { student: fill([1, 1, 1, 2], 3), teacher: ones([1, 1, 1, 2]) }
    const context = { ...lossContext(), variables, random: draws([0.9, 0.8]) }
    // At a ratio of 0.15 the draw 0.9 masks, and 0.8 does not: (0 − 1)² + (3 − 1)².
    const loss = mgd({ mask: 'channels', maskRatio: 0.15 })
    expect([...lossOf(loss.compute({ features: [pair] }, context)).dataSync()]).toEqual([5])
  })

  it('refuses maps of other sizes, and vectors', () => {
    const expected = expect.objectContaining({ code: 'losses/features', component: 'mgd' }) as Error
    for (const [student, teacher] of [
      [
        [2, 2, 3],
        [4, 4, 3],
      ],
      [[3], [3]],
    ] as const) {
      expect(() => mgd().init?.(given([...student], [...teacher], seededRandom(1)))).toThrow(expected)
    }
    expect(() => mgdLoss([{ student: ones([1, 2]), teacher: ones([1, 2]) }])).toThrow(expected)
  })
})
