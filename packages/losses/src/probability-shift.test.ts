import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { probabilityShift, probabilityShiftLoss, type ProbabilityShiftOptions } from './probability-shift'
import { softTargetsLoss } from './soft-targets'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl, mix } from './testing/divergence'
import { crossEntropyOf, farthest, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

type Variant = NonNullable<ProbabilityShiftOptions['variant']>

/** What the teacher is to have said, in float64, by the words of the paper. */
function target(p: readonly number[], label: number, variant: Variant, share: number): number[] {
  const believed = p.indexOf(Math.max(...p))
  if (label < 0 || believed === label) return [...p]
  const oneHot = p.map((_, c) => (c === label ? 1 : 0))
  if (variant === 'blend') return mix(oneHot, share, p)
  if (variant === 'labelSmoothing') return oneHot.map((one) => one * share + ((1 - one) * (1 - share)) / (p.length - 1)) // prettier-ignore
  return p.map((value, c) => (c === label ? p[believed]! : c === believed ? p[label]! : value))
}

const variants = ['shift', 'labelSmoothing', 'blend'] as const
const values = (z: Tensor, v: Tensor, labels: readonly number[], options: ProbabilityShiftOptions = {}) => [
  ...probabilityShiftLoss(z, v, tensor1d([...labels], 'int32'), options).dataSync(),
]

/** Of two equal logits, float64 and float32 may take one or the other for the larger. */
const withoutTies = logitPairs.filter(({ teacher }) =>
  teacher.every((row) => row.filter((value) => value === Math.max(...row)).length === 1),
)

describe('probabilityShiftLoss', () => {
  it.each(variants)('is the divergence from the corrected teacher, times T²: %s', (variant) => {
    const shares = fc.constantFrom(0.9, 0.4)
    fc.assert(
      fc.property(withoutTies, temperatures, shares, ({ student, teacher }, T, share) => {
        const labels = teacher.map((row, index) => (index * 2) % row.length)
        const expected = student.map((z, row) => {
          const t = target(softmax(teacher[row]!, T), labels[row]!, variant, share)
          return T ** 2 * kl(t, softmax(z, T))
        })
        const options = { temperature: T, variant, share }
        // float32 has an error of 1e-7 per term before T² multiplies it.
        expect(
          farthest(values(asTensor(student), asTensor(teacher), labels, options), expected),
        ).toBeLessThan(1e-5 * Math.max(1, ...expected) * Math.max(1, T ** 2))
      }),
    )
  })

  it("leaves the target's entropy out in the form crossEntropy, and T² where told to", () => {
    const [z, v] = [[1, 2, 3], [3, -1, 0]] // prettier-ignore
    const options = { temperature: 2, form: 'crossEntropy', temperatureSquared: false } as const
    // The teacher believes in class 0; the label is 2.
    const expected = crossEntropyOf(target(softmax(v, 2), 2, 'shift', 0.9), softmax(z, 2))
    expect(farthest(values(tensor2d([z]), tensor2d([v]), [2], options), [expected])).toBeLessThan(1e-6)
  })

  it.each(variants)('has the gradient T (q − t): %s', (variant) => {
    const [z, v, T] = [[1, 2, 3], [3, -1, 0], 2] // prettier-ignore
    const loss = (at: Tensor) =>
      probabilityShiftLoss(at, tensor2d([v]), tensor1d([1], 'int32'), { variant, temperature: T })
    const t = target(softmax(v, T), 1, variant, 0.9)
    const expected = softmax(z, T).map((q, c) => T * (q - t[c]!))
    expect(farthest(tapeGradient(loss, tensor2d([z])), expected)).toBeLessThan(1e-5)
  })

  it.each(variants)('is softTargets where the teacher is right, or there is no label: %s', (variant) => {
    const [z, v] = [tensor2d([[1, 2, 3], [0, 1, 0]]), tensor2d([[3, -1, 0], [1, 4, 0]])] // prettier-ignore
    const plain = [...softTargetsLoss(z, v, { temperature: 4 }).dataSync()]
    for (const labels of [[0, 1], [-1, -100], [0, -1]]) // prettier-ignore
      expect(farthest(values(z, v, labels, { variant, temperature: 4 }), plain)).toBeLessThan(1e-5)
  })

  it('exchanges the first class and the label exactly, however far apart', () => {
    // t is all on class 1, as q is.
    expect(values(tensor2d([[-1e4, 1e4, 0]]), tensor2d([[1e4, -1e4, 0]]), [1])).toEqual([0])
  })

  it.each([
    ['losses/labels', tensor1d([0])],
    ['losses/shape', tensor2d([[0]], [1, 1], 'int32')],
  ])('refuses with %s labels that do not fit', (code, labels) => {
    const logits = tensor2d([[1, 2]])
    expect(() => probabilityShiftLoss(logits, logits, labels)).toThrow(
      expect.objectContaining({ code, component: 'probabilityShift' }),
    )
  })
})

testLoss(probabilityShift, {
  describe,
  it,
  options: [
    {},
    { variant: 'labelSmoothing', share: 0.7 },
    { variant: 'blend', form: 'crossEntropy' },
    { temperatureSquared: false },
  ],
})
