import '@tensorflow/tfjs-backend-cpu'
import { seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { pkt, pktLoss } from './pkt'
import { dot, mean, normOf, pair, sum } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(pkt, { describe, it })
testLoss(pkt, {
  describe,
  it,
  options: [{ epsilon: 1e-3 }],
  // d/dQ of P log((P + ε) / (Q + ε)) is −P / (P + ε) at Q = P: of rows that add up to 1, flat only as far as that is one number.
  withoutFlatMatch:
    'epsilon is added to both probabilities, so that with a large one the least value lies beside the match',
})

describe('pkt', () => {
  it.each([1e-7, 1e-3, 0.1])('compares probabilities of being neighbours, with ε = %d', (epsilon) => {
    const [student, teacher] = ['student', 'teacher'].map(
      (name) => seededRandom(9).normal(name, [5, 3]).arraySync() as number[][],
    ) as [number[][], number[][]]
    const neighbours = (rows: number[][]) =>
      rows.flatMap((one) => {
        const cosines = rows.map(
          (other) => (dot(one, other) / ((normOf(one) + epsilon) * (normOf(other) + epsilon)) + 1) / 2,
        )
        return cosines.map((cosine) => cosine / sum(cosines))
      })
    const terms = pair(neighbours(teacher), neighbours(student), (p, q) => {
      return p * Math.log((p + epsilon) / (q + epsilon))
    })
    const features = [{ student: tensor2d(student), teacher: tensor2d(teacher) }]
    expect(pktLoss(features, { epsilon }).dataSync()[0]).toBeCloseTo(mean(terms), 6)
  })
})
