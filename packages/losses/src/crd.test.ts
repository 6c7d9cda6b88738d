import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import type { NamedTensors } from '@potstill/spec'
import { mean, setBackend, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { crd } from './crd'
import { farthest } from './testing/float64'
import { centralDifferences, tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

testLoss(crd, {
  describe,
  it,
  options: [{ size: 4, negatives: 5, temperature: 0.5 }],
  taps: [{ student: [6], teacher: [8] }],
  withoutDifferences: 'Z of the first batch is a constant',
})

describe('crd', () => {
  const loss = crd({ size: 4, negatives: 5, temperature: 0.5 })
  const init = async () => {
    const features = [{ student: [2, 1, 3], teacher: [8] }]
    const shapes = { studentLogits: [3], features }
    const random = seededRandom(1)
    const given = { shapes, random, classes: 3, examples: { count: 9 }, signals: [] }
    const { trainable = {}, state = {} } = (await loss.init?.(given)) ?? {}
    return { trainable, state }
  }

  it('keeps two embeddings and two memories for each pair', async () => {
    const { trainable, state } = await init()
    const shapes = (tensors: NamedTensors) =>
      Object.fromEntries(Object.entries(tensors).map(([name, { shape }]) => [name, shape]))
    expect(shapes(trainable)).toEqual({
      '0/student/weights': [6, 4],
      '0/student/bias': [4],
      '0/teacher/weights': [8, 4],
      '0/teacher/bias': [4],
    })
    expect(shapes(state)).toEqual({
      '0/memoryStudent': [9, 4],
      '0/memoryTeacher': [9, 4],
      '0/normalizers': [2],
    })
  })

  it('trains the embeddings of both sides', async () => {
    const { trainable, state } = await init()
    const random = seededRandom(3)
    const signals = {
      features: [
        { student: random.normal('student', [3, 2, 1, 3]), teacher: random.normal('teacher', [3, 8]) },
      ],
      ids: tensor1d([4, 0, 7], 'int32'),
    }
    // With Z from a batch before: of the first, it is a constant that depends on the weights.
    const later = { ...state, '0/normalizers': tensor1d([9, 11]) }
    for (const name of Object.keys(trainable)) {
      const valueOf = (weights: Tensor) => {
        const variables = { ...trainable, [name]: weights }
        const result = loss.compute(signals, { ...lossContext(), random, variables, state: later })
        return mean('loss' in result ? result.loss : result)
      }
      const [got, expected] = [
        tapeGradient(valueOf, trainable[name]!),
        centralDifferences(valueOf, trainable[name]!),
      ]
      const largest = Math.max(...expected.map(Math.abs))
      expect(largest).toBeGreaterThan(0.01)
      expect(farthest(got, expected)).toBeLessThan(0.01 * largest)
    }
  })
})
