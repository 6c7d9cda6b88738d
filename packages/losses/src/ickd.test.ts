import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ickd, ickdLoss } from './ickd'
import { columnsOf, difference, dot, farthest, sum, unit } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(ickd, { describe, it, options: [{}, { variant: 'authors' }, { variant: 'paper' }] })

describe('ickd', () => {
  it.each([
    ['torchdistill', 3 * 2],
    ['authors', 3],
    ['paper', 3 * 3],
  ] as const)('compares the products of channels: %s', (variant, divisor) => {
    /** By example and place, of which there are four or two: values over three channels. */
    const drawn = (name: string, places: number) =>
      seededRandom(6).normal(name, [2, places, 3]).arraySync() as number[][][]
    /** Rows of length 1. */
    const products = (places: number[][]) => {
      const channels = columnsOf(places)
      return channels.flatMap((one) => unit(channels.map((other) => dot(one, other))))
    }
    const [student, teacher] = [drawn('student', 4), drawn('teacher', 2)]
    const expected = student.map(
      (places, example) =>
        sum(difference(products(places), products(teacher[example]!)).map((x) => x ** 2)) / divisor,
    )
    const pair = {
      student: tensor(student.flat(2), [2, 2, 2, 3]),
      teacher: tensor(teacher.flat(2), [2, 1, 2, 3]),
    }
    expect(farthest([...ickdLoss([pair], { variant }).dataSync()], expected)).toBeLessThan(1e-6)
  })
})
