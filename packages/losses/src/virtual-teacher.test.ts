import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { labelSmoothingLoss } from './label-smoothing'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl } from './testing/divergence'
import { crossEntropyOf, farthest, softmax } from './testing/float64'
import { virtualTeacher, virtualTeacherLoss } from './virtual-teacher'

beforeAll(() => setBackend('cpu'))

/** Probabilities of the made-up teacher, in float64. */
const madeUp = (a: number, label: number, classes: number) =>
  Array.from({ length: classes }, (_, c) => (c === label ? a : (1 - a) / (classes - 1)))

const labelOf = (row: number, classes: number) => (row * 2 + 1) % classes
const labelsOf = (rows: readonly (readonly number[])[]) =>
  rows.map((row, index) => labelOf(index, row.length))

describe('virtualTeacherLoss', () => {
  it.each([0.99, 0.5])(
    'is the divergence from u softened as a distribution, with T² (paper), a = %d',
    (a) => {
      fc.assert(
        fc.property(logitPairs, temperatures, ({ student }, T) => {
          const labels = labelsOf(student)
          const expected = student.map((z, row) => {
            const u = madeUp(a, labels[row]!, z.length)
            return T ** 2 * kl(softmax(u.map(Math.log), T), softmax(z, T))
          })
          const got = virtualTeacherLoss(asTensor(student), tensor1d(labels, 'int32'), { a, temperature: T })
          // float32 has an error of 1e-7 per term before T² multiplies it.
          expect(farthest([...got.dataSync()], expected)).toBeLessThan(
            1e-5 * Math.max(1, ...expected) * Math.max(1, T ** 2),
          )
        }),
      )
    },
  )

  it("is the authors' program: softmax of u / T, the student as it is, the mean over classes (code)", () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student }, T) => {
        const labels = labelsOf(student)
        const expected = student.map((z, row) => {
          const u = madeUp(0.99, labels[row]!, z.length)
          return kl(softmax(u, T), softmax(z)) / z.length
        })
        const options = { variant: 'code', temperature: T } as const
        const got = virtualTeacherLoss(asTensor(student), tensor1d(labels, 'int32'), options)
        expect(farthest([...got.dataSync()], expected)).toBeLessThan(1e-5 * Math.max(1, ...expected))
      }),
    )
  })

  it('is cross-entropy with smoothed labels at T = 1, but for the entropy of the virtual teacher', () => {
    // (1 − ε) + ε / C = a: 0.1 of 5 classes is a = 0.92.
    const studentLogits = tensor2d([[1, 2, 3, 0, -1], [0, 0, 4, 1, 2]]) // prettier-ignore
    const labels = tensor1d([0, 2], 'int32')
    const u = madeUp(0.92, 0, 5)
    const smoothed = [...labelSmoothingLoss(studentLogits, labels, { epsilon: 0.1 }).dataSync()]
    const got = [...virtualTeacherLoss(studentLogits, labels, { a: 0.92 }).dataSync()]
    expect(farthest(got, smoothed.map((value) => value - crossEntropyOf(u, u)))).toBeLessThan(1e-5) // prettier-ignore
  })

  it('takes a temperature of its own for the virtual teacher', () => {
    const temperature = { student: 2, teacher: 20, squared: 1 }
    const got = virtualTeacherLoss(tensor2d([[1, 2, 3]]), tensor1d([1], 'int32'), { temperature })
    const u = madeUp(0.99, 1, 3)
    const expected = kl(softmax(u.map(Math.log), 20), softmax([1, 2, 3], 2))
    expect(farthest([...got.dataSync()], [expected])).toBeLessThan(1e-6)
  })

  it.each([
    ['losses/labels', tensor2d([[1, 2]]), tensor1d([1])],
    ['losses/shape', tensor2d([[1, 2]]), tensor1d([1, 0], 'int32')],
    ['losses/class-count', tensor2d([[1], [2]]), tensor1d([0, 0], 'int32')],
  ])('refuses with %s what it cannot compare', (code, logits, labels) => {
    expect(() => virtualTeacherLoss(logits, labels)).toThrow(
      expect.objectContaining({ code, component: 'virtualTeacher' }),
    )
  })
})

testLoss(virtualTeacher, {
  describe,
  it,
  options: [{}, { a: 0.5, temperatureSquared: false }, { variant: 'code' }],
})
