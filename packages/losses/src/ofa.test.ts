import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, tensor3d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ofa, ofaLoss } from './ofa'
import { softTargetsLoss } from './soft-targets'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { farthest, pair, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

/** −Σ_c [(p_c + 1_y)^ε − 1_y] log q_c, in float64. */
const formula = (p: readonly number[], q: readonly number[], label: number, epsilon: number) =>
  pair(p, q, (pc, qc) => [pc, qc] as const).reduce((sum, [pc, qc], c) => {
    const one = c === label ? 1 : 0
    return sum - ((pc + one) ** epsilon - one) * Math.log(qc)
  }, 0)

const labelsOf = (rows: readonly (readonly number[])[]) => rows.map((row, index) => (index * 2 + 1) % row.length) // prettier-ignore

describe('ofaLoss', () => {
  it.each([1, 1.2, 1.5, 2])('is its formula without T², epsilon = %d', (epsilon) => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, T) => {
        const labels = labelsOf(student)
        const expected = student.map((z, row) =>
          formula(softmax(teacher[row]!, T), softmax(z, T), labels[row]!, epsilon),
        )
        const options = { temperature: T, epsilon }
        const got = ofaLoss(asTensor(student), asTensor(teacher), tensor1d(labels, 'int32'), options)
        expect(farthest([...got.dataSync()], expected)).toBeLessThan(1e-5 * Math.max(1, ...expected))
      }),
    )
  })

  it('has the gradient (t (q − 1_c) summed) of a target t that does not add up to 1', () => {
    // ∂/∂z_k of −Σ t_c log q_c at T = 1 is q_k Σ_c t_c − t_k.
    const [z, v, label, epsilon] = [[1, 2, 3], [3, -1, 0], 1, 1.5] as const // prettier-ignore
    const target = softmax(v).map((p, c) => (c === label ? (p + 1) ** epsilon - 1 : p ** epsilon))
    const total = target.reduce((sum, each) => sum + each, 0)
    const expected = pair(softmax(z), target, (q, t) => q * total - t)
    const loss = (at: Tensor) => ofaLoss(at, tensor2d([[...v]]), tensor1d([label], 'int32'), { epsilon })
    expect(farthest(tapeGradient(loss, tensor2d([[...z]])), expected)).toBeLessThan(1e-5)
  })

  it('is the cross-entropy with the teacher at epsilon = 1, T² where told to', () => {
    const [z, v] = [tensor2d([[1, 2, 3], [0, 1, 0]]), tensor2d([[3, -1, 0], [1, 4, 0]])] // prettier-ignore
    const labels = tensor1d([2, 0], 'int32')
    for (const temperatureSquared of [true, false]) {
      const options = { temperature: 3, temperatureSquared }
      const expected = [...softTargetsLoss(z, v, { ...options, form: 'crossEntropy' }).dataSync()]
      expect(farthest([...ofaLoss(z, v, labels, options).dataSync()], expected)).toBeLessThan(1e-5)
    }
  })

  it('refuses labels that do not fit', () => {
    const logits = tensor2d([[1, 2]])
    expect(() => ofaLoss(logits, logits, tensor1d([0]))).toThrow(
      expect.objectContaining({ code: 'losses/labels', component: 'ofa' }),
    )
  })
})

const given = { random: seededRandom(1), classes: 2, examples: { count: 1 }, signals: [] }

describe('ofa', () => {
  const studentLogits = tensor2d([[1, 2]])
  const teacherLogits = tensor2d([[0, 1]])
  const labels = tensor1d([0], 'int32')
  const signals = { studentLogits, teacherLogits, labels }
  const value = (loss: ReturnType<typeof ofa>, more: object, variables = {}) => {
    const result = loss.compute({ ...signals, ...more }, { ...lossContext(2), variables })
    return 'loss' in result ? [...result.loss.dataSync()] : []
  }
  const alone = (logits: Tensor) =>
    ofaLoss(logits, teacherLogits, labels, { temperature: 2, epsilon: 1.5 }).dataSync()[0]!

  // (1, 2) · [[1, 0], [3, 1]] + (1, −1) = (8, 1).
  const features = [{ student: tensor2d([[1, 2]]), teacher: tensor2d([[5]]) }]
  const variables = { '0/logits/weights': tensor2d([[1, 0], [3, 1]]), '0/logits/bias': tensor1d([1, -1]) } // prettier-ignore

  it('is ofaLoss of the student alone without taps', () => {
    expect(value(ofa({ epsilon: 1.5 }), {})).toEqual([alone(studentLogits)])
    expect(ofa().init?.({ ...given, shapes: { studentLogits: [2], features: [] } })).toEqual({})
  })

  it('adds the loss of the logits that are made of each stage', () => {
    const expected = alone(studentLogits) + alone(tensor2d([[8, 1]]))
    expect(farthest(value(ofa({ epsilon: 1.5 }), { features }, variables), [expected])).toBeLessThan(1e-5)
  })

  it('leaves the own logits out where told to, and then needs stages', () => {
    const stages = ofa({ epsilon: 1.5, final: false })
    expect(value(stages, { features }, variables)).toEqual([alone(tensor2d([[8, 1]]))])
    expect(() => stages.init?.({ ...given, shapes: { studentLogits: [2], features: [] } })).toThrow(
      expect.objectContaining({ code: 'losses/features', component: 'ofa' }),
    )
  })

  it('halves maps until they are as high as the lowest', async () => {
    const shapes = {
      studentLogits: [2],
      features: [[8, 8, 3], [4, 4, 5], [2, 2, 7]].map((student) => ({ student, teacher: [1] })), // prettier-ignore
    }
    const { trainable = {} } = (await ofa().init?.({ ...given, shapes })) ?? {}
    const weights = [0, 1, 2].map((stage) => trainable[`${stage}/logits/weights`]?.shape)
    expect(weights).toEqual([[12, 2], [10, 2], [7, 2]]) // prettier-ignore
  })

  it('makes logits of each token where the student has them', () => {
    const tokens = {
      studentLogits: tensor3d([[[1, 2], [0, 0]]]), // prettier-ignore
      teacherLogits: tensor3d([[[0, 1], [2, 0]]]), // prettier-ignore
      labels: tensor2d([[0, 1]], [1, 2], 'int32'),
      features: [{ student: tensor3d([[[1, 2], [0, 0]]]), teacher: tensor2d([[5]]) }], // prettier-ignore
    }
    const result = ofa().compute(tokens, { ...lossContext(), variables })
    expect('loss' in result && result.loss.shape).toEqual([1, 2])
  })
})

testLoss(ofa, { describe, it, taps: [], tokens: true, options: [{}, { epsilon: 1.5, temperatureSquared: true }] }) // prettier-ignore

describe('with stages', () => {
  testLoss(ofa, {
    describe,
    it,
    taps: [
      { student: [4, 4, 2], teacher: [3] },
      { student: [2, 2, 3], teacher: [3] },
    ],
    options: [{}, { final: false, epsilon: 1.2 }],
  })
  testLoss(ofa, { describe, it, tokens: true, taps: [{ student: [3, 4], teacher: [3, 5] }], options: [{ epsilon: 1.5 }] }) // prettier-ignore
})
