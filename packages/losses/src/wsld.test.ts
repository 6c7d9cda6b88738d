import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { crossEntropyOf, farthest, pair, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'
import { wsld, wsldLoss } from './wsld'

beforeAll(() => setBackend('cpu'))

const labelsOf = (rows: readonly (readonly number[])[]) => rows.map((row, index) => (index * 2 + 1) % row.length) // prettier-ignore

const surprise = (logits: readonly number[], label: number) => -Math.log(softmax(logits)[label]!)

/** 1 − exp(−H_s / (H_t + ε)), in float64: the cross-entropies are at T = 1. */
function weightOf(z: readonly number[], v: readonly number[], label: number, epsilon: number): number {
  return 1 - Math.exp(-Math.max(surprise(z, label) / (surprise(v, label) + epsilon), epsilon))
}

describe('wsldLoss', () => {
  it.each([1e-7, 0.5])('is its formula, with T² and without, epsilon = %d', (epsilon) => {
    fc.assert(
      fc.property(logitPairs, temperatures, fc.boolean(), ({ student, teacher }, T, temperatureSquared) => {
        const [labels, factor] = [labelsOf(student), temperatureSquared ? T ** 2 : 1]
        // float32 has an error of 5e-7 in a cross-entropy: 5e-5 of the least that is let through.
        fc.pre([student, teacher].every((rows) => rows.every((row, at) => surprise(row, labels[at]!) > 0.01)))
        const expected = student.map((z, row) => {
          const v = teacher[row]!
          const soft = crossEntropyOf(softmax(v, T), softmax(z, T))
          return factor * weightOf(z, v, labels[row]!, epsilon) * soft
        })
        const options = { temperature: T, temperatureSquared, epsilon }
        const got = wsldLoss(asTensor(student), asTensor(teacher), tensor1d(labels, 'int32'), options)
        const within = 5e-5 * Math.max(1, factor, ...expected)
        expect(farthest([...got.dataSync()], expected)).toBeLessThan(within)
      }),
    )
  })

  it('has the gradient of the soft targets times a weight that stays as it is', () => {
    const [z, v, label, T] = [[1, 2, 3], [3, -1, 0], 1, 2] as const // prettier-ignore
    const loss = (logits: Tensor) =>
      wsldLoss(logits, tensor2d([[...v]]), tensor1d([label], 'int32'), { temperature: T })
    // T (q − p), as of soft targets.
    const weight = weightOf(z, v, label, 1e-7)
    const expected = pair(softmax(z, T), softmax(v, T), (q, p) => weight * T * (q - p))
    expect(farthest(tapeGradient(loss, tensor2d([[...z]])), expected)).toBeLessThan(1e-5)
  })

  it('leaves out what the student knows and the teacher does not', () => {
    // H_s = log(1 + e^−20), H_t = 20: their ratio is 1e-10, less than the least, 1e-7, and so the weight.
    const [student, teacher] = [tensor2d([[20, 0]]), tensor2d([[0, 20]])]
    const [value] = wsldLoss(student, teacher, tensor1d([0], 'int32')).dataSync()
    expect(value).toBeLessThan(1e-5)
  })
})

testLoss(wsld, {
  describe,
  it,
  options: [{}, { epsilon: 0.5, temperatureSquared: false }],
  withoutDifferences: 'the weight of an example is a constant',
})
