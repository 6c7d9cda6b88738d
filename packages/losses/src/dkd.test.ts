import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { add, mul, setBackend, sub, sum, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dkd, dkdLoss, nckdLoss, tckdLoss } from './dkd'
import { softTargetsLoss } from './soft-targets'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl } from './testing/divergence'
import { farthest, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

const labelsOf = (rows: readonly (readonly number[])[]) => rows.map((row, index) => (index * 2 + 1) % row.length) // prettier-ignore

/** p_y and 1 − p_y. */
const binary = (p: readonly number[], label: number) => [p[label]!, 1 - p[label]!]

/** The classes other than the label, with all of the probability. */
const others = (p: readonly number[], label: number) =>
  p.filter((_, c) => c !== label).map((each) => each / (1 - p[label]!))

const parts = {
  tckd: { loss: tckdLoss, of: binary },
  nckd: { loss: nckdLoss, of: others },
}

describe.each(Object.entries(parts))('%sLoss', (_, { loss, of }) => {
  it('is its formula, with T² and without', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, fc.boolean(), ({ student, teacher }, T, temperatureSquared) => {
        const [labels, factor] = [labelsOf(student), temperatureSquared ? T ** 2 : 1]
        const expected = student.map((z, row) => {
          const at = (logits: readonly number[]) => of(softmax(logits, T), labels[row]!)
          return factor * kl(at(teacher[row]!), at(z))
        })
        const options = { temperature: T, temperatureSquared }
        const got = loss(asTensor(student), asTensor(teacher), tensor1d(labels, 'int32'), options)
        // float32 has an error of 1e-7 per term before T² multiplies it.
        expect(farthest([...got.dataSync()], expected)).toBeLessThan(
          1e-5 * Math.max(1, ...expected) * Math.max(1, factor),
        )
      }),
    )
  })

  it('refuses labels that are no whole numbers', () => {
    const logits = tensor2d([[1, 2]])
    expect(() => loss(logits, logits, tensor1d([0]))).toThrow(
      expect.objectContaining({ code: 'losses/labels', component: 'dkd' }),
    )
  })
})

describe('dkdLoss', () => {
  const probabilityOf = (teacher: readonly (readonly number[])[], labels: readonly number[], T: number) =>
    tensor1d(teacher.map((v, row) => softmax(v, T)[labels[row]!]!))

  it('is α TCKD + β NCKD', () => {
    const weights = fc.record({ alpha: fc.constantFrom(0, 0.5, 1), beta: fc.constantFrom(0, 2, 8) })
    fc.assert(
      fc.property(logitPairs, temperatures, weights, ({ student, teacher }, temperature, { alpha, beta }) => {
        const given = [asTensor(student), asTensor(teacher), tensor1d(labelsOf(student), 'int32')] as const
        const whole = dkdLoss(...given, { temperature, alpha, beta })
        const summed = add(
          mul(alpha, tckdLoss(...given, { temperature })),
          mul(beta, nckdLoss(...given, { temperature })),
        )
        const [got, expected] = [[...whole.dataSync()], [...summed.dataSync()]]
        // The order of products differs, and each rounds: float32 has 6e-8 of its value.
        expect(farthest(got, expected)).toBeLessThan(1e-6 * Math.max(1, ...expected))
      }),
    )
  })

  it("is Hinton's with β = 1 − p_y: KD = TCKD + (1 − p_y) NCKD, gradients too", () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, temperature) => {
        const [labels, v] = [labelsOf(student), asTensor(teacher)]
        const y = tensor1d(labels, 'int32')
        const others = sub(1, probabilityOf(teacher, labels, temperature))
        const whole = (z: Tensor) => softTargetsLoss(z, v, { temperature })
        const summed = (z: Tensor) =>
          add(tckdLoss(z, v, y, { temperature }), mul(others, nckdLoss(z, v, y, { temperature })))
        const at = asTensor(student)
        const [expected, got] = [[...whole(at).dataSync()], [...summed(at).dataSync()]]
        // float32 has an error of 1e-7 per term before T² multiplies it.
        const within = 1e-5 * Math.max(1, ...expected) * Math.max(1, temperature ** 2)
        expect(farthest(got, expected)).toBeLessThan(within)
        const [gradient, ofParts] = [whole, summed].map((loss) => tapeGradient((z) => sum(loss(z)), at))
        expect(farthest(ofParts!, gradient!)).toBeLessThan(2e-5 * Math.max(1, temperature))
      }),
    )
  })
})

testLoss(dkd, { describe, it, options: [{}, { alpha: 0.5, beta: 2, temperatureSquared: false }] })
