import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import { seededRandom, testLoss } from '@potstill/testkit'
import { reshape, setBackend, tensor3d, tensor4d, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { attentionMap, attentionMapLoss, type AttentionMapOptions } from './attention-map'
import { farthest, softmax } from './testing/float64'
import { centralDifferences, tapeGradient } from './testing/gradients'

await setBackend('cpu')

const range = (count: number) => Array.from({ length: count }, (_, index) => index)
const averaged = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length
const total = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0)

/** Scores `[B, heads, queries, keys]`, some masked by −10000. */
function scores(name: string, heads: number): Tensor {
  const drawn = [...seededRandom(7).normal(name, [2, heads, 3, 4]).dataSync()]
  return tensor4d(
    drawn.map((each, index) => (index % 4 === 3 ? -1e4 : each)),
    [2, heads, 3, 4],
  )
}

/** The doc comment's formula in float64, with heads taken together before. */
function expectedOf(student: Tensor, teacher: Tensor, options: Required<AttentionMapOptions>): number[] {
  const { variant, heads, masked } = options
  const rowsOf = (maps: Tensor) => {
    const [, count = 1] = maps.shape
    const row = (b: number, h: number, q: number) =>
      range(4).map((k) => maps.dataSync()[((b * count + h) * 3 + q) * 4 + k]!)
    return (b: number, q: number): number[][] => {
      const each = range(count).map((h) => row(b, h, q))
      if (heads === 'each') return each
      const summed = range(4).map((k) => total(each.map((scored) => scored[k]!)))
      return [heads === 'sum' ? summed : summed.map((sum) => sum / count)]
    }
  }
  const [ours, theirs] = [rowsOf(student), rowsOf(teacher)]
  const shown = (score: number) => (score <= masked ? 0 : score)
  const compared = (s: readonly number[], t: readonly number[]) => {
    if (variant === 'mse') return averaged(s.map((score, k) => (shown(score) - shown(t[k]!)) ** 2))
    const [p, top] = [softmax(t), Math.max(...s)]
    const logTotal = top + Math.log(total(s.map((score) => Math.exp(score - top))))
    return -total(s.map((score, k) => (t[k]! <= masked ? 0 : p[k]! * (score - logTotal))))
  }
  return range(2).flatMap((b) =>
    range(3).map((q) => averaged(ours(b, q).map((row, h) => compared(row, theirs(b, q)[h]!)))),
  )
}

const variants = ['mse', 'crossEntropy'] as const
const ways = ['each', 'sum', 'mean'] as const
const cases = variants.flatMap((variant) =>
  ways.flatMap((heads) => [-1e-3, -100].map((masked) => ({ variant, heads, masked }))),
)

describe('attentionMapLoss', () => {
  it.each(cases)('is its formula: $variant, heads $heads, masked at $masked', (options) => {
    const [student, teacher] = [scores('student', 2), scores('teacher', options.heads === 'each' ? 2 : 5)]
    const loss = attentionMapLoss([{ student, teacher }], options)
    expect(loss.shape).toEqual([2, 3])
    expect(farthest([...loss.dataSync()], expectedOf(student, teacher, options))).toBeLessThan(1e-5)
  })

  it.each(cases)('has the gradient of its formula: $variant, heads $heads, masked at $masked', (options) => {
    const teacher = scores('teacher', 2)
    const at = (student: Tensor) => attentionMapLoss([{ student, teacher }], options)
    // Without masks, whose −10000 would be all that float32 sees, and with no score or mean of two within 0.02 of 0, where values jump.
    const drawn = [...seededRandom(8).normal('student', [48]).dataSync()]
    const student = tensor4d(
      drawn.map((each) => Math.round(4 * each) / 4 + 0.1),
      [2, 2, 3, 4],
    )
    expect(farthest(tapeGradient(at, student), centralDifferences(at, student, 1e-2))).toBeLessThan(5e-3)
  })

  it('takes maps of one head without an axis for it, and adds up the pairs', () => {
    const [student, teacher] = [scores('student', 1), scores('teacher', 1)]
    const whole = attentionMapLoss([{ student, teacher }])
    const flat = { student: reshape(student, [2, 3, 4]), teacher: reshape(teacher, [2, 3, 4]) }
    expect([...attentionMapLoss([flat]).dataSync()]).toEqual([...whole.dataSync()])
    const twice = [...attentionMapLoss([flat, flat]).dataSync()]
    expect(twice).toEqual([...whole.dataSync()].map((each) => Math.fround(2 * each)))
  })

  it('gives masked keys no gradient', () => {
    const teacher = tensor3d([[[1, 2, -1e4]]])
    const at = (student: Tensor) => attentionMapLoss([{ student, teacher }])
    // 2 (a_s − a_t) / 3 of each.
    const gradient = tapeGradient(at, tensor3d([[[3, 2.5, -1e4]]]))
    expect(farthest(gradient, [4 / 3, 1 / 3, 0])).toBeLessThan(1e-6)
  })

  it.each(['cpu', 'wasm'])('is the same on the backend %s', async (backend) => {
    await setBackend(backend)
    const [student, teacher] = [scores('student', 2), scores('teacher', 2)]
    for (const variant of variants) {
      const options = { variant, heads: 'each', masked: -1e-3 } as const
      const got = [...attentionMapLoss([{ student, teacher }], options).dataSync()]
      expect(farthest(got, expectedOf(student, teacher, options))).toBeLessThan(1e-5)
    }
    await setBackend('cpu')
  })

  it.each([
    ['other heads', [[[2, 2, 3, 4], [2, 5, 3, 4]]], 'each'],
    ['other keys', [[[2, 2, 3, 4], [2, 2, 3, 5]]], 'mean'],
    ['other queries in another pair', [[[2, 2, 3, 4], [2, 2, 3, 4]], [[2, 2, 5, 4], [2, 2, 5, 4]]], 'each'],
    ['vectors', [[[2, 4], [2, 4]]], 'sum'],
    ['none', [], 'each'],
  ] as const)('refuses %s', (_, shapes, heads) => {
    const features = shapes.map(([student, teacher]) => ({
      student: zeros([...student]),
      teacher: zeros([...teacher]),
    }))
    const refusal = expect.objectContaining({ code: 'losses/features', component: 'attentionMap' }) as Error
    expect(() => attentionMapLoss(features, { heads })).toThrow(refusal)
  }) // prettier-ignore
})

testLoss(attentionMap, {
  describe,
  it,
  taps: [
    { student: [2, 3, 4], teacher: [2, 3, 4] },
    { student: [3, 5], teacher: [3, 5] },
  ],
  featureTokens: 3,
  // Normal numbers are on either side of 0, where the value jumps by default.
  options: [
    { masked: -100 },
    { variant: 'crossEntropy' },
    { heads: 'sum', masked: -100 },
    { variant: 'crossEntropy', heads: 'mean' },
  ],
})

describe('with other heads', () => {
  const taps = [{ student: [2, 3, 3], teacher: [4, 3, 3] }]
  testLoss(attentionMap, { describe, it, taps, featureTokens: 3, options: [{ heads: 'mean', masked: -100 }] })
})
