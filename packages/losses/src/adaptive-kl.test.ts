import '@tensorflow/tfjs-backend-cpu'
import { testLoss } from '@potstill/testkit'
import { setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { adaptiveKl, adaptiveKlLoss, type AdaptiveKlOptions } from './adaptive-kl'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl } from './testing/divergence'
import { farthest, pair, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

type Variant = NonNullable<AdaptiveKlOptions['variant']>

/** Whether each class is in the head, by the sorting of each program, in float64. */
function inHead(p: readonly number[], mu: number, variant: Variant): boolean[] {
  const order = p.map((_, c) => c).toSorted((one, other) => p[one]! - p[other]!)
  const head = p.map(() => false)
  let together = 0
  if (variant === 'dskd') {
    // Ascending: the tail is what holds less than mu.
    for (const c of order) head[c] = (together += p[c]!) >= mu
    return head
  }
  for (const [rank, c] of order.toReversed().entries()) head[c] = (together += p[c]!) <= mu || rank === 0
  return head
}

function weights(p: readonly number[], q: readonly number[], mu: number, variant: Variant) {
  const head = inHead(p, mu, variant)
  const gaps = pair(p, q, (pc, qc) => Math.abs(pc - qc))
  const total = (of: boolean) => gaps.reduce((sum, gap, c) => sum + (head[c] === of ? gap : 0), 0)
  const all = total(true) + total(false)
  return { head: total(true) / all, tail: total(false) / all }
}

const variants = ['dskd', 'authors'] as const
const values = (z: Tensor, v: Tensor, options?: AdaptiveKlOptions) => [
  ...adaptiveKlLoss(z, v, options).dataSync(),
]

/** Rows in which all teacher logits differ, and no sum of probabilities is within rounding of what divides head and tail. */
const clear = (mus: readonly number[], T: number) => (row: readonly number[]) => {
  const p = softmax(row, T).toSorted((one, other) => one - other)
  const sums = p.map((_, count) => p.slice(0, count + 1).reduce((sum, each) => sum + each, 0))
  const apart = sums.every((sum) =>
    mus.every((mu) => Math.abs(sum - mu) > 1e-5 && Math.abs(1 - sum - mu) > 1e-5),
  )
  return apart && new Set(row).size === row.length
}

/** Logits that differ by one number have the same probabilities: of no gap, head and tail have no shares. */
const apart = (z: readonly number[], v: readonly number[], T: number) =>
  farthest(softmax(z, T), softmax(v, T)) > 1e-3

describe('adaptiveKlLoss', () => {
  it.each(variants)(
    'is both divergences by the shares of head and tail in the gap, times T²: %s',
    (variant) => {
      fc.assert(
        fc.property(logitPairs, temperatures, fc.constantFrom(0.5, 0.8), ({ student, teacher }, T, mu) => {
          fc.pre(teacher.every(clear([mu], T)) && student.every((z, row) => apart(z, teacher[row]!, T)))
          const expected = pair(student, teacher, (z, v) => {
            const [p, q] = [softmax(v, T), softmax(z, T)]
            const { head, tail } = weights(p, q, mu, variant)
            return T ** 2 * (head * kl(p, q) + tail * kl(q, p))
          })
          const got = values(asTensor(student), asTensor(teacher), { temperature: T, mu, variant })
          // float32 has an error of 1e-7 per term before T² multiplies it.
          expect(farthest(got, expected)).toBeLessThan(1e-5 * Math.max(1, ...expected) * Math.max(1, T ** 2))
        }),
      )
    },
  )

  it('takes the class that goes beyond one half for the head (dskd) or the tail (authors)', () => {
    // p = 0.4, 0.3, 0.2, 0.1: class 1 goes from 0.4 to 0.7. q = 0.1, 0.3, 0.2, 0.4 differs in the first and the last only.
    const [p, even] = [[0.4, 0.3, 0.2, 0.1], [0.1, 0.3, 0.2, 0.4]] // prettier-ignore
    expect(variants.map((variant) => inHead(p, 0.5, variant))).toEqual([
      [true, true, false, false],
      [true, false, false, false],
    ])
    const logs = (row: readonly number[]) => tensor2d([row.map(Math.log)])
    // Half of the gap lies in the head of both.
    for (const variant of variants)
      expect(values(logs(even), logs(p), { variant })[0]).toBeCloseTo((kl(p, even) + kl(even, p)) / 2, 6)
    // All of the gap between p and this one lies in classes 1 and 2.
    const middle = [0.4, 0.2, 0.3, 0.1]
    expect(values(logs(middle), logs(p))[0]).toBeCloseTo((kl(p, middle) + kl(middle, p)) / 2, 6)
    expect(values(logs(middle), logs(p), { variant: 'authors' })[0]).toBeCloseTo(kl(middle, p), 6)
  })

  it.each(variants)(
    'has the gradient of its divergences with weights that stay as they are: %s',
    (variant) => {
      const [z, v, T, h] = [[1, 2, 0, -1], [3, -1, 0, 2.5], 2, 1e-5] // prettier-ignore
      const p = softmax(v, T)
      const { head, tail } = weights(p, softmax(z, T), 0.5, variant)
      const at = (logits: readonly number[]) => {
        const q = softmax(logits, T)
        return T ** 2 * (head * kl(p, q) + tail * kl(q, p))
      }
      // Central differences in float64.
      const expected = z.map((_, c) => {
        const moved = (by: number) => z.map((value, other) => (other === c ? value + by : value))
        return (at(moved(h)) - at(moved(-h))) / (2 * h)
      })
      const loss = (logits: Tensor) => adaptiveKlLoss(logits, tensor2d([v]), { variant, temperature: T })
      expect(farthest(tapeGradient(loss, tensor2d([z])), expected)).toBeLessThan(1e-5)
    },
  )

  it('has classes of the same probability on the same side', () => {
    // The first is in the head, and so are all.
    const [z, v] = [[1, 2, 0], [1, 1, 1]] // prettier-ignore
    const expected = kl(softmax(v), softmax(z))
    for (const variant of variants)
      expect(values(tensor2d([z]), tensor2d([v]), { variant })[0]).toBeCloseTo(expected, 6)
  })

  it('is 0 with the gradient 0 where the student is the teacher', () => {
    const logits = tensor2d([[1, 2, 0]])
    expect(values(logits, logits)).toEqual([0])
    expect(
      farthest(
        tapeGradient((z) => adaptiveKlLoss(z, logits), logits),
        [0, 0, 0],
      ),
    ).toBeLessThan(1e-6)
  })
})

testLoss(adaptiveKl, {
  describe,
  it,
  options: [{}, { variant: 'authors', mu: 0.8 }, { temperatureSquared: false }],
  withoutDifferences: 'the weights of both divergences are constants',
})
