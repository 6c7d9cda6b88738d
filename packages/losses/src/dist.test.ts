import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor2d } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dist, distLoss } from './dist'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { farthest, pair, softmax } from './testing/float64'

beforeAll(() => setBackend('cpu'))

type Rows = readonly (readonly number[])[]

const total = (numbers: readonly number[]) => numbers.reduce((sofar, each) => sofar + each, 0)
const centred = (row: readonly number[]) => row.map((each) => each - total(row) / row.length)
const length = (row: readonly number[]) => Math.hypot(...centred(row))

/** Pearson's correlation, in float64. */
const pearson = (one: readonly number[], other: readonly number[]) =>
  total(pair(centred(one), centred(other), (a, b) => a * b)) / (length(one) * length(other))

/** 1 − the mean correlation of the rows of both. */
const unlike = (one: Rows, other: Rows) => 1 - total(pair(one, other, pearson)) / one.length

const columns = (rows: Rows) => rows[0]!.map((_, c) => rows.map((row) => row[c]!))

/** What float32 has of a correlation is the error of its probabilities, 1e-7, beside the length of the shortest row. */
const shortest = (...rows: readonly Rows[]) => Math.min(...rows.flat().map(length))

describe('distLoss', () => {
  it('is T² [β (1 − r between classes) + γ (1 − r between examples)]', () => {
    const options = fc.record({
      beta: fc.constantFrom(0, 1, 2),
      gamma: fc.constantFrom(0, 0.5, 1),
      temperatureSquared: fc.boolean(),
    })
    fc.assert(
      fc.property(logitPairs, temperatures, options, ({ student, teacher }, temperature, chosen) => {
        const soft = (rows: Rows) => rows.map((row) => softmax(row, temperature))
        const [q, p] = [soft(student), soft(teacher)]
        const least = shortest(q, p, columns(q), columns(p))
        fc.pre(least > 1e-3)
        const factor = chosen.temperatureSquared ? temperature ** 2 : 1
        const { beta, gamma } = chosen
        const expected = factor * (beta * unlike(q, p) + gamma * unlike(columns(q), columns(p)))
        const got = distLoss(asTensor(student), asTensor(teacher), { ...chosen, temperature })
        expect(farthest([...got.dataSync()], [expected])).toBeLessThan((1e-6 * factor) / least)
      }),
    )
  })

  it('takes rows that are all the same for unlike any', () => {
    // The student's rows are uniform, so that no row and no column has a length: r = 0.
    const [student, teacher] = [tensor2d([[1, 1, 1], [2, 2, 2]]), tensor2d([[3, 0, 1], [0, 2, 0]])] // prettier-ignore
    expect([...distLoss(student, teacher, { beta: 2, gamma: 0.5 }).dataSync()]).toEqual([2.5])
  })

  it('does not change where the student is the same but for scale, in probabilities', () => {
    // (0.3, 0.3, 0.4) is 1/3 + 1/4 · ((0.2, 0.2, 0.6) − 1/3): r = 1.
    const logs = (rows: Rows) => tensor2d(rows.map((row) => row.map(Math.log)))
    const [student, teacher] = [logs([[0.3, 0.3, 0.4], [0.4, 0.3, 0.3]]), logs([[0.2, 0.2, 0.6], [0.6, 0.2, 0.2]])] // prettier-ignore
    expect(distLoss(student, teacher, { gamma: 0 }).dataSync()[0]).toBeCloseTo(0, 6)
  })
})

testLoss(dist, { describe, it, options: [{}, { beta: 2, gamma: 0.5 }, { temperatureSquared: false }] })
