import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { rkd, rkdLoss } from './rkd'
import { difference, dot, mean, normOf, pair } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(rkd, {
  describe,
  it,
  options: [{}, { distanceWeight: 1, angleWeight: 2, squared: true }],
  taps: [{ student: [6], teacher: [6] }],
})

type Rows = readonly (readonly number[])[]

/** Of all pairs, relative to the mean of those that are above 0. */
function distances(rows: Rows, power: number): number[] {
  const all = rows.flatMap((one) => rows.map((other) => normOf(difference(one, other)) ** power))
  const above = mean(all.filter((distance) => distance > 0))
  return all.map((distance) => distance / above)
}

/** The cosine at one between two others, 0 where one of these is the same. */
function angles(rows: Rows): number[] {
  return rows.flatMap((at) =>
    rows.flatMap((one) =>
      rows.map((other) => {
        const [a, b] = [difference(one, at), difference(other, at)]
        const lengths = normOf(a) * normOf(b)
        return lengths === 0 ? 0 : dot(a, b) / lengths
      }),
    ),
  )
}

const huber = (x: number) => (Math.abs(x) < 1 ? x ** 2 / 2 : Math.abs(x) - 1 / 2)

describe('rkd', () => {
  it.each([
    { distanceWeight: 25, angleWeight: 50, squared: false },
    { distanceWeight: 1, angleWeight: 0, squared: true },
    { distanceWeight: 0, angleWeight: 2, squared: false },
  ])('is its formula: %o', (options) => {
    // The student's first example is far away, so that some differences are above 1.
    const random = seededRandom(12)
    const student = (random.normal('student', [5, 2]).arraySync() as number[][]).map((row, i) =>
      row.map((x) => (i === 0 ? 9 * x : x)),
    )
    const teacher = random.normal('teacher', [5, 3]).arraySync() as number[][]
    const power = options.squared ? 2 : 1
    const costs = (ours: number[], theirs: number[]) => mean(pair(ours, theirs, (a, b) => huber(a - b)))
    const expected =
      options.distanceWeight * costs(distances(student, power), distances(teacher, power)) +
      options.angleWeight * costs(angles(student), angles(teacher))
    const got = rkdLoss([{ student: tensor2d(student), teacher: tensor2d(teacher) }], options).dataSync()[0]!
    expect(Math.abs(got - expected)).toBeLessThan(1e-5 * expected)
  })
})
