import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { crossEntropyLoss } from './cross-entropy'
import { labelSmoothing, labelSmoothingLoss } from './label-smoothing'
import { asTensor, logitPairs } from './testing/arbitraries'
import { crossEntropyOf, farthest, pair, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

/** (1 − ε) at the label and ε / C everywhere: Szegedy et al. 2016, section 7. */
const smoothed = (classes: number, label: number, epsilon: number) =>
  Array.from({ length: classes }, (_, c) => (c === label ? 1 - epsilon : 0) + epsilon / classes)

const labelsOf = (rows: readonly (readonly number[])[]) => rows.map((row, index) => (index * 2 + 1) % row.length) // prettier-ignore

describe('labelSmoothingLoss', () => {
  it('is the cross-entropy with the smoothed label', () => {
    fc.assert(
      fc.property(logitPairs, fc.constantFrom(0, 0.1, 0.5, 1), ({ student }, epsilon) => {
        const labels = labelsOf(student)
        const expected = student.map((z, row) =>
          crossEntropyOf(smoothed(z.length, labels[row]!, epsilon), softmax(z)),
        )
        const got = labelSmoothingLoss(asTensor(student), tensor1d(labels, 'int32'), { epsilon })
        expect(farthest([...got.dataSync()], expected)).toBeLessThan(1e-5)
      }),
    )
  })

  it('has the gradient q − t', () => {
    const [z, label, epsilon] = [[1, 2, 3], 1, 0.3] as const
    const loss = (logits: Tensor) => labelSmoothingLoss(logits, tensor1d([label], 'int32'), { epsilon })
    const expected = pair(softmax(z), smoothed(3, label, epsilon), (q, t) => q - t)
    expect(farthest(tapeGradient(loss, tensor2d([[...z]])), expected)).toBeLessThan(1e-6)
  })

  it('is the plain cross-entropy without a share, and knows no label where all is spread', () => {
    const logits = tensor2d([[1, 2, 3], [0, 1, 0]]) // prettier-ignore
    const [one, other] = [tensor1d([0, 1], 'int32'), tensor1d([2, 2], 'int32')]
    const at = (labels: Tensor, epsilon: number) => [...labelSmoothingLoss(logits, labels, { epsilon }).dataSync()] // prettier-ignore
    expect(at(one, 0)).toEqual([...crossEntropyLoss(logits, one).dataSync()])
    expect(at(one, 1)).toEqual(at(other, 1))
  })
})

testLoss(labelSmoothing, { describe, it, options: [{}, { epsilon: 0.3 }] })
