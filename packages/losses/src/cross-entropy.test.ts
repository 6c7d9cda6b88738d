import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import type { LossInit, SignalName } from '@potstill/spec'
import { lossContext, testLoss } from '@potstill/testkit'
import {
  dispose,
  memory,
  reshape,
  setBackend,
  sum,
  tensor1d,
  tensor2d,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossEntropy, crossEntropyLoss } from './cross-entropy'
import { asTensor, logitPairs } from './testing/arbitraries'
import { crossEntropyOf, farthest, pair, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

await setBackend('cpu')

testLoss(crossEntropy, { describe, it })

const int32 = (labels: readonly number[]) => tensor1d([...labels], 'int32')
const values = (logits: Tensor, truth: Tensor) => [...crossEntropyLoss(logits, truth).dataSync()]

/** Logits `[B, C]` with a label for each row, the same one-hot, and given probabilities. */
const labelled = logitPairs.chain(({ student, teacher }) => {
  const classes = Math.max(...student.map((row) => row.length))
  const someLabels = fc.array(fc.nat(classes - 1), { minLength: student.length, maxLength: student.length })
  return someLabels.map((labels) => ({
    logits: student,
    labels,
    oneHot: pair(labels, student, (label, row) => row.map((_, index) => Number(index === label))),
    targets: teacher.map((row) => softmax(row)),
  }))
})

describe('crossEntropyLoss', () => {
  it('is −log q of the label', () => {
    fc.assert(
      fc.property(labelled, ({ logits, labels, oneHot }) => {
        const expected = pair(oneHot, logits, (c, z) => crossEntropyOf(c, softmax(z)))
        expect(farthest(values(asTensor(logits), int32(labels)), expected)).toBeLessThan(1e-5)
      }),
    )
  })

  it('is −Σ c log q of given probabilities', () => {
    fc.assert(
      fc.property(labelled, ({ logits, targets }) => {
        const expected = pair(targets, logits, (c, z) => crossEntropyOf(c, softmax(z)))
        expect(farthest(values(asTensor(logits), asTensor(targets)), expected)).toBeLessThan(1e-5)
      }),
    )
  })

  it('has the gradient q − c', () => {
    fc.assert(
      fc.property(labelled, fc.boolean(), ({ logits, labels, oneHot, targets }, hard) => {
        const truth = hard ? int32(labels) : asTensor(targets)
        const loss = (z: Tensor) => crossEntropyLoss(z, truth)
        const got = tapeGradient(loss, asTensor(logits))
        const closed = pair(logits, hard ? oneHot : targets, (z, c) => pair(softmax(z), c, (q, cj) => q - cj))
        expect(farthest(got, closed.flat())).toBeLessThan(2e-6)
      }),
      { numRuns: 50 },
    )
  })

  it('does not change when a constant is added to all logits of an example', () => {
    fc.assert(
      fc.property(labelled, fc.integer({ min: -50, max: 50 }), ({ logits, labels }, shift) => {
        const before = values(asTensor(logits), int32(labels))
        const after = values(asTensor(logits.map((row) => row.map((z) => z + shift))), int32(labels))
        // The shift costs the logits bits: float32 has 4e-6 between neighbours at 50.
        expect(farthest(after, before)).toBeLessThan(3e-5)
      }),
    )
  })

  it('goes with its examples when they change places', () => {
    fc.assert(
      fc.property(labelled, ({ logits, labels }) => {
        const turned = values(asTensor(logits.toReversed()), int32(labels.toReversed()))
        expect(turned).toEqual(values(asTensor(logits), int32(labels)).toReversed())
      }),
    )
  })

  it.each(['cpu', 'wasm'])('is exact on the backend %s: log C for equal logits', async (backend) => {
    await setBackend(backend)
    const [logits, labels] = [tensor2d([[3, 3, 3, 3]]), int32([2])]
    expect(farthest(values(logits, labels), [Math.log(4)])).toBeLessThan(1e-6)
    expect(tapeGradient((z) => crossEntropyLoss(z, labels), logits)).toEqual([0.25, 0.25, -0.75, 0.25])
    await setBackend('cpu')
  })

  it('is exact and finite at logits of ±10000, gradients too', () => {
    const logits = tensor2d([[1e4, -1e4], [1e4, -1e4]]) // prettier-ignore
    const labels = int32([0, 1])
    expect(values(logits, labels)).toEqual([0, 20000])
    expect(values(logits, tensor2d([[0, 1], [0.5, 0.5]]))).toEqual([20000, 10000]) // prettier-ignore
    expect(tapeGradient((z) => crossEntropyLoss(z, labels), logits)).toEqual([0, 0, 1, -1])
  })

  it('gives each token of a sequence the loss it has on its own', () => {
    const logits = tensor2d([[1, 2, 3], [0, 1, 0], [2, 2, 0], [4, 0, -1], [1, 1, 2], [0, 0, 0]]) // prettier-ignore
    const labels = int32([0, 1, 2, 2, 1, 0])
    const sequences = reshape(logits, [2, 3, 3])
    const loss = crossEntropyLoss(sequences, reshape(labels, [2, 3]))
    expect(loss.shape).toEqual([2, 3])
    expect([...loss.dataSync()]).toEqual(values(logits, labels))
    const targets = tensor2d([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0]]) // prettier-ignore
    expect(values(sequences, reshape(targets, [2, 3, 3]))).toEqual(values(logits, labels))
  })

  it('leaves one tensor behind, or none in a tidy', () => {
    const [logits, labels] = [tensor2d([[1, 2, 3]]), int32([2])]
    const before = memory().numTensors
    const loss = crossEntropyLoss(logits, labels)
    expect(memory().numTensors).toBe(before + 1)
    dispose(loss)
    tidy(() => void sum(crossEntropyLoss(logits, labels)))
    tapeGradient((z) => crossEntropyLoss(z, labels), logits)
    expect(memory().numTensors).toBe(before)
  })

  it.each([
    ['losses/shape', tensor2d([[1, 2]]), int32([0, 1])],
    ['losses/shape', tensor2d([[1, 2]]), tensor2d([[1, 0], [0, 1]])], // prettier-ignore
    ['losses/shape', tensor1d([1, 2]), int32([0])],
    ['losses/class-count', tensor2d([[1, 2]]), tensor2d([[1, 0, 0]])],
    ['losses/labels', tensor2d([[1, 2]]), tensor1d([0])],
  ])('refuses with %s what it cannot compare', (code, logits, truth) => {
    expect(() => crossEntropyLoss(logits, truth)).toThrow(
      expect.objectContaining({ code, component: 'crossEntropy' }),
    )
  })
})

describe('crossEntropy', () => {
  const studentLogits = tensor2d([[1, 2, 3]])
  const labels = int32([0])
  const targets = tensor2d([[0, 0.25, 0.75]])
  const compute = (signals: Parameters<ReturnType<typeof crossEntropy>['compute']>[0]) => [
    ...(crossEntropy().compute(signals, lossContext(4)) as Tensor).dataSync(),
  ]

  it('takes the labels, without the temperature', () => {
    expect(compute({ studentLogits, labels })).toEqual(values(studentLogits, labels))
  })

  it('prefers targets where the batch has them', () => {
    expect(compute({ studentLogits, labels, targets })).toEqual(values(studentLogits, targets))
  })

  it.each([[['labels']], [['targets']], [['labels', 'targets']]] as SignalName[][][])(
    'starts with %j',
    (signals) => {
      expect(crossEntropy().init?.(given(['studentLogits', ...signals]))).toEqual({})
    },
  )

  it('refuses a run that has neither', () => {
    const refusal = expect.objectContaining({ code: 'losses/no-truth', component: 'crossEntropy' })
    expect(() => crossEntropy().init?.(given(['studentLogits']))).toThrow(refusal)
    expect(() => compute({ studentLogits })).toThrow(refusal)
  })
})

function given(signals: readonly SignalName[]): LossInit {
  const { random } = lossContext()
  return {
    shapes: { studentLogits: [3], features: [] },
    classes: 3,
    examples: { count: 1 },
    signals,
    random,
  }
}
