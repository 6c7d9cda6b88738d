import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { grads, mean, setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hardDarkRank, hardDarkRankLoss } from './hard-dark-rank'
import { difference, farthest, mean as average, normOf, sum } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(hardDarkRank, {
  describe,
  it,
  options: [{}, { alpha: 0.1, beta: 2, length: 2 }],
  taps: [{ student: [2], teacher: [3] }],
})

interface Ranking {
  readonly alpha: number
  readonly beta: number
  readonly length: number
}

/** The formula, example by example, in float64. */
function ranked(student: number[][], teacher: number[][], { alpha, beta, length }: Ranking): number[] {
  const apart = (one: number[], other: number[]) => normOf(difference(one, other))
  return student.map((own, i) => {
    const others = student.map((_, j) => j).filter((j) => j !== i)
    const order = others.toSorted((j, k) => apart(teacher[i]!, teacher[j]!) - apart(teacher[i]!, teacher[k]!))
    const scores = order.slice(0, length).map((j) => -alpha * apart(own, student[j]!) ** beta)
    return -sum(scores.map((score, at) => score - Math.log(sum(scores.slice(at).map(Math.exp)))))
  })
}

const drawn = (name: string, size: number) =>
  seededRandom(11).normal(name, [7, size], 0, 0.5).arraySync() as number[][]

describe('hardDarkRank', () => {
  it.each([
    { alpha: 3, beta: 3, length: 4 },
    { alpha: 2, beta: 1, length: 1 },
    { alpha: 1, beta: 2, length: 6 },
    { alpha: 1, beta: 2.5, length: 20 },
  ])('is its formula: %o', (options) => {
    const [student, teacher] = [drawn('student', 3), drawn('teacher', 4)]
    const pair = { student: tensor2d(student), teacher: tensor2d(teacher) }
    const expected = ranked(student, teacher, options)
    const apart = farthest([...hardDarkRankLoss([pair], options).dataSync()], expected)
    expect(apart).toBeLessThan(1e-5 * Math.max(1, ...expected))
  })

  it('has the gradient of its formula, and none at the teacher', () => {
    const [student, teacher] = [drawn('student', 3), drawn('teacher', 4)]
    const options = { alpha: 3, beta: 3, length: 4 }
    const f = (s: Tensor, t: Tensor) => mean(hardDarkRankLoss([{ student: s, teacher: t }], options))
    const [atStudent, atTeacher] = grads(f)([tensor2d(student), tensor2d(teacher)])
    const value = (rows: number[][]) => average(ranked(rows, teacher, options))
    const moved = (i: number, at: number, by: number) =>
      student.map((row, j) => row.map((x, other) => (i === j && at === other ? x + by : x)))
    const h = 1e-5
    const expected = student.flatMap((row, i) =>
      row.map((_, at) => (value(moved(i, at, h)) - value(moved(i, at, -h))) / (2 * h)),
    )
    expect(farthest([...atStudent!.dataSync()], expected)).toBeLessThan(1e-5)
    expect(atTeacher!.dataSync().every((entry) => entry === 0)).toBe(true)
  })

  it('has a single ranking of two examples, and none of one', () => {
    const two = tensor2d([[0, 1], [2, 5]]) // prettier-ignore
    const values = [...hardDarkRankLoss([{ student: two, teacher: two }]).dataSync()]
    expect(values.map(Math.abs)).toEqual([0, 0])
    const one = tensor2d([[0, 1]])
    expect(() => hardDarkRankLoss([{ student: one, teacher: one }])).toThrow(
      expect.objectContaining({ code: 'losses/batch', component: 'hardDarkRank' }),
    )
  })
})
