import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  correlationCongruence,
  correlationCongruenceLoss,
  type CorrelationCongruenceOptions,
} from './correlation-congruence'
import { difference, dot, mean, normOf, pair, sum, unit } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(correlationCongruence, {
  describe,
  it,
  options: [{}, { variant: 'repdistiller' }, { variant: 'bilinear' }, { variant: 'zoo', order: 3 }],
  taps: [{ student: [3], teacher: [3] }],
})

type Rows = readonly (readonly number[])[]

const [student, teacher] = ['student', 'teacher'].map(
  (name) => seededRandom(8).normal(name, [5, 3], 0, 0.5).arraySync() as number[][],
) as [number[][], number[][]]

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

/** Σ_p exp(−2γ) (2γ)^p / p! · (xᵀy)^p, for every two rows. */
const gaussian = (rows: Rows, gamma: number, order: number) =>
  rows.flatMap((x) =>
    rows.map((y) =>
      sum(
        Array.from(
          { length: order + 1 },
          (_, p) => ((Math.exp(-2 * gamma) * (2 * gamma) ** p) / factorial(p)) * dot(x, y) ** p,
        ),
      ),
    ),
  )

const lossOf = (options: CorrelationCongruenceOptions) => {
  const features = [{ student: tensor2d(student), teacher: tensor2d(teacher) }]
  return correlationCongruenceLoss(features, options).dataSync()[0]!
}

describe('correlationCongruence', () => {
  it.each([
    { gamma: 0.4, order: 2 },
    { gamma: 0.4, order: 1 },
    { gamma: 1.5, order: 5 },
  ])('compares kernels, by the norm or, of examples of length 1, the mean square: %o', (options) => {
    const { gamma, order } = options
    const apart = difference(gaussian(student, gamma, order), gaussian(teacher, gamma, order))
    expect(lossOf(options)).toBeCloseTo(normOf(apart) / 25, 6)
    const [ours, theirs] = [student, teacher].map((rows) => gaussian(rows.map(unit), gamma, order))
    const squares = pair(ours!, theirs!, (a, b) => (a - b) ** 2)
    expect(lossOf({ variant: 'zoo', ...options })).toBeCloseTo(mean(squares), 6)
  })

  it('is a Gaussian of the distance where examples have length 1 and the order is high', () => {
    // exp(−γ ‖x − y‖²) = exp(−2γ) exp(2γ xᵀy).
    const exact = (rows: Rows) =>
      rows.map(unit).flatMap((x, _, all) => all.map((y) => Math.exp(-0.4 * normOf(difference(x, y)) ** 2)))
    const squares = pair(exact(student), exact(teacher), (a, b) => (a - b) ** 2)
    expect(lossOf({ variant: 'zoo', order: 9 })).toBeCloseTo(mean(squares), 6)
  })

  it('compares products', () => {
    const products = (rows: Rows) => rows.flatMap((x) => rows.map((y) => dot(x, y)))
    const apart = difference(products(student), products(teacher))
    expect(lossOf({ variant: 'bilinear' })).toBeCloseTo(normOf(apart) / 25, 6)
  })

  it('multiplies the differences of neighbours', () => {
    const apart = pair(student, teacher, (ours, theirs) => difference(ours, theirs).map(Math.abs))
    const neighbours = apart.slice(1).map((row, i) => dot(apart[i]!, row))
    expect(lossOf({ variant: 'repdistiller' })).toBeCloseTo(mean(neighbours), 6)
  })

  it('refuses a batch without neighbours', () => {
    const one = tensor2d([[1, 2]])
    const features = [{ student: one, teacher: one }]
    expect(() => correlationCongruenceLoss(features, { variant: 'repdistiller' })).toThrow(
      expect.objectContaining({ code: 'losses/batch', component: 'correlationCongruence' }),
    )
  })
})
