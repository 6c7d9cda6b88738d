import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fsp, fspLoss } from './fsp'

beforeAll(() => setBackend('cpu'))

testLoss(fsp, {
  describe,
  it,
  options: [{}, { variant: 'max-pool' }],
  taps: [
    { student: [4, 4, 3], teacher: [4, 4, 3] },
    { student: [2, 2, 2], teacher: [2, 2, 2] },
  ],
})

describe('fsp', () => {
  const layer = (values: number[], size: [number, number, number]) => tensor(values, [1, ...size])

  it('takes the norm of each column, or the mean square', () => {
    // G is the product of (1, 2) and (1, 2), [[1, 2], [2, 4]], and of (−2, −2) and (1, 1), [[−2, −2], [−2, −2]]: they differ by
    // [[3, 4], [4, 6]].
    const features = [
      { student: layer([1, 2], [1, 1, 2]), teacher: layer([-2, -2], [1, 1, 2]) },
      { student: layer([1, 2], [1, 1, 2]), teacher: layer([1, 1], [1, 1, 2]) },
    ]
    const [columns, squares] = [Math.hypot(3, 4) + Math.hypot(4, 6), 9 + 16 + 16 + 36]
    expect(fspLoss(features, { variant: 'max-pool' }).dataSync()[0]).toBeCloseTo(columns, 5)
    expect(fspLoss(features).dataSync()[0]).toBeCloseTo(squares / 4, 5)
    // With a third layer as the second, G of those is [[1, 2], [2, 4]] and [[1, 1], [1, 1]], and the norms 1 and √10 come on top.
    const three = [...features, features[1]!]
    const more = columns + 1 + Math.sqrt(10)
    expect(fspLoss(three, { variant: 'max-pool' }).dataSync()[0]).toBeCloseTo(more, 5)
  })

  it('pools the larger layer to the size of the other', () => {
    // Of 2 × 4 places to 1 × 2: 6 and 8, or 3.5 and 5.5. With (1, 3), averaged over places, (6 + 24) / 2 = 15 and (3.5 + 16.5) / 2 = 10.
    const larger = layer([1, 2, 3, 4, 5, 6, 7, 8], [2, 4, 1])
    const teacher = layer([0, 0], [1, 2, 1])
    const features = [
      { student: larger, teacher },
      { student: layer([1, 3], [1, 2, 1]), teacher },
    ]
    expect(fspLoss(features, { variant: 'max-pool' }).dataSync()[0]).toBeCloseTo(15, 5)
    expect(fspLoss(features).dataSync()[0]).toBeCloseTo(10 ** 2, 4)
    const reversed = features.toReversed()
    expect(fspLoss(reversed, { variant: 'max-pool' }).dataSync()[0]).toBeCloseTo(15, 5)
  })

  it('refuses sizes that are no multiples, and a single layer', () => {
    const expected = expect.objectContaining({ code: 'losses/features', component: 'fsp' }) as Error
    const pair = (size: number) => {
      const maps = layer(
        Array.from({ length: size }, () => 1),
        [1, size, 1],
      )
      return { student: maps, teacher: maps }
    }
    expect(() => fspLoss([pair(3), pair(2)], { variant: 'max-pool' })).toThrow(expected)
    expect(() => fspLoss([pair(3)])).toThrow(expected)
  })
})
