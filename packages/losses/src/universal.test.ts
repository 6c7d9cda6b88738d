import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import { lossContext, testLoss } from '@potstill/testkit'
import { grads, reshape, setBackend, square, sum, tensor2d, zeros, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { farthest, pair, softmax } from './testing/float64'
import { centralDifferences, tapeGradient } from './testing/gradients'
import { universal, universalLoss } from './universal'

await setBackend('cpu')

const values = (loss: Tensor) => [...loss.dataSync()]

/** Σ_i |p_(i) − q_(i)|, sorted and padded with zeros, in float64. */
function formula(p: readonly number[], q: readonly number[]): number {
  const [one, other] = [p, q].map((each) => each.toSorted((a, b) => b - a)) as [number[], number[]]
  const longest = Math.max(p.length, q.length)
  return Array.from({ length: longest }, (_, i) => Math.abs((one[i] ?? 0) - (other[i] ?? 0))).reduce(
    (sofar, each) => sofar + each,
    0,
  )
}

/** Logits of student and teacher for the same examples, with a number of classes of each. */
const differentClasses = fc
  .tuple(logitPairs, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .map(([{ student, teacher }, ours, theirs]) => ({
    student: student.map((row) => row.slice(0, ours)),
    teacher: teacher.map((row) => row.slice(0, theirs)),
  }))

describe('universalLoss', () => {
  it('is its formula with any number of classes on each side, with T² and without', () => {
    fc.assert(
      fc.property(
        differentClasses,
        temperatures,
        fc.boolean(),
        ({ student, teacher }, T, temperatureSquared) => {
          const factor = temperatureSquared ? T ** 2 : 1
          const expected = pair(student, teacher, (z, v) => factor * formula(softmax(v, T), softmax(z, T)))
          const options = { temperature: T, temperatureSquared }
          const got = values(universalLoss(asTensor(student), asTensor(teacher), options))
          expect(farthest(got, expected)).toBeLessThan(1e-5 * factor)
        },
      ),
    )
  })

  it('divides each side by its own temperature', () => {
    const [z, v] = [[1, 2, 0], [3, -1, 0, 1]] // prettier-ignore
    const temperature = { student: 2, teacher: 3, squared: 1 }
    const got = values(universalLoss(tensor2d([z]), tensor2d([v]), { temperature }))
    expect(farthest(got, [formula(softmax(v, 3), softmax(z, 2))])).toBeLessThan(1e-6)
  })

  it('knows nothing of which class is which', () => {
    const turned = universalLoss(tensor2d([[1, 2, 3]]), tensor2d([[3, 1, 2]]))
    expect(values(turned)).toEqual([0])
  })

  it.each([[[3, -1, 0]], [[3, -1]], [[3, -1, 0, 1, 0.5]]])(
    'has the gradient of central differences, with the teacher %j',
    (v) => {
      for (const temperature of [1, 2]) {
        const at = (z: Tensor) => universalLoss(z, tensor2d([v, v]), { temperature })
        const student = tensor2d([[1, 2, 0], [0, -1, 3]]) // prettier-ignore
        expect(farthest(tapeGradient(at, student), centralDifferences(at, student))).toBeLessThan(2e-3)
      }
    },
  )

  it('gives a learned temperature of each example its gradient', () => {
    const [student, teacher, h] = [[[1, 2, 0], [0, -1, 3]], [[3, -1, 0, 1], [1, 1.5, 0, 2]], 1e-4] // prettier-ignore
    const expected = pair(student, teacher, (z, v) => {
      // d/dT at 2, by central differences in float64.
      const at = (T: number) => formula(softmax(v, T), softmax(z, T))
      return (at(2 + h) - at(2 - h)) / (2 * h)
    })
    const learned = (T: Tensor) =>
      universalLoss(asTensor(student), asTensor(teacher), {
        temperature: { student: T, teacher: T, squared: square(T) },
      })
    expect(farthest(tapeGradient(learned, tensor2d([[2], [2]])), expected)).toBeLessThan(1e-4)
  })

  it('has the gradient 0 where probabilities are the same', () => {
    const at = (z: Tensor) => universalLoss(z, tensor2d([[0, 1, 2]]))
    expect(farthest(tapeGradient(at, tensor2d([[2, 0, 1]])), [0, 0, 0])).toBeLessThan(1e-6)
  })

  it('gives the teacher no gradient', () => {
    const f = (z: Tensor, v: Tensor) => sum(universalLoss(z, v))
    const [, toTeacher] = grads(f)([tensor2d([[1, 2, 3]]), tensor2d([[3, -1]])])
    expect(toTeacher?.arraySync()).toEqual([[0, 0]])
  })

  it('gives each token of a sequence the loss it has on its own', () => {
    const student = tensor2d([[1, 2, 3], [0, 1, 0], [2, 2, 0], [4, 0, -1]]) // prettier-ignore
    const teacher = tensor2d([[2, 0], [1, 1], [0, 2], [2, 1]]) // prettier-ignore
    const sequences = universalLoss(reshape(student, [2, 2, 3]), reshape(teacher, [2, 2, 2]))
    expect(sequences.shape).toEqual([2, 2])
    expect(values(sequences)).toEqual(values(universalLoss(student, teacher)))
  })

  it.each(['cpu', 'wasm'])('is the same on the backend %s', async (backend) => {
    await setBackend(backend)
    const [z, v] = [[1, 2, 0, -1], [3, -1, 0]] // prettier-ignore
    const at = (logits: Tensor) => universalLoss(logits, tensor2d([v]))
    const gradient = tapeGradient(at, tensor2d([z]))
    expect(farthest(values(at(tensor2d([z]))), [formula(softmax(v), softmax(z))])).toBeLessThan(1e-6)
    expect(farthest(gradient, centralDifferences(at, tensor2d([z])))).toBeLessThan(1e-3)
    await setBackend('cpu')
  })

  it.each([
    [zeros([2, 3]), zeros([1, 3])],
    [zeros([2, 3]), zeros([2, 1, 3])],
    [zeros([3]), zeros([3])],
  ])('refuses what is not of the same examples and tokens', (student, teacher) => {
    const refusal = expect.objectContaining({ code: 'losses/shape', component: 'universal' }) as Error
    expect(() => universalLoss(student, teacher)).toThrow(refusal)
  })
})

describe('universal', () => {
  it('computes universalLoss at the temperature of the step, without T² unless asked', () => {
    const [studentLogits, teacherLogits] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1]])]
    const compute = (options: Parameters<typeof universal>[0]) =>
      values(universal(options).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor)
    const plain = values(universalLoss(studentLogits, teacherLogits, { temperature: 4 }))
    expect(compute({})).toEqual(plain)
    expect(farthest(compute({ temperatureSquared: true }), [16 * plain[0]!])).toBeLessThan(1e-5)
  })
})

testLoss(universal, { describe, it, tokens: false, options: [{}, { temperatureSquared: true }] })
describe('with tokens', () => {
  const withoutDifferences = 'two of its logits are nearer than central differences reach, and change places'
  testLoss(universal, { describe, it, withoutDifferences })
})
