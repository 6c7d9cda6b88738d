import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import type { TopK } from '@potstill/spec'
import { lossContext, testLoss } from '@potstill/testkit'
import {
  reshape,
  setBackend,
  square,
  tensor1d,
  tensor2d,
  topk,
  zeros,
  type Tensor,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { forwardKlLoss } from './forward-kl'
import { sparseTopK, sparseTopKLoss, type SparseTopKOptions } from './sparse-top-k'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { kl } from './testing/divergence'
import { crossEntropyOf, farthest, pair, softmax } from './testing/float64'
import { centralDifferences, tapeGradient } from './testing/gradients'
import { peakBytes } from './testing/peak-bytes'

await setBackend('cpu')

type Missing = SparseTopKOptions['missing']
const ways = ['zero', 'uniform', 'tail'] as const
const total = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0)
const scaled = (values: readonly number[]) => values.map((each) => each / total(values))
const values = (loss: Tensor) => [...loss.dataSync()]

/** The classes of the K largest entries of a row, and the others, in float64. */
function split(row: readonly number[], K: number) {
  const order = row.map((_, c) => c).toSorted((a, b) => row[b]! - row[a]!)
  return { kept: order.slice(0, K), others: order.slice(K) }
}

function keepLargest(rows: readonly (readonly number[])[], K: number): TopK {
  const each = rows.map((row) => ({ p: softmax(row), ...split(row, K) }))
  return {
    indices: tensor2d(
      each.map(({ kept }) => kept),
      [rows.length, K],
      'int32',
    ),
    logProbs: asTensor(each.map(({ p, kept }) => kept.map((c) => Math.log(p[c]!)))),
    tail: tensor1d(each.map(({ p, others }) => total(others.map((c) => p[c]!)))),
  }
}

/** The two distributions that are compared, as the doc comment has them, in float64. */
function distributions(z: readonly number[], v: readonly number[], K: number, T: number, missing: Missing) {
  const [p, q] = [softmax(v), softmax(z, T)]
  const { kept, others } = split(v, K)
  const known = kept.map((c) => p[c]!)
  const m = total(others.map((c) => p[c]!))
  const soften = (all: readonly number[]) => scaled(all.map((each) => each ** (1 / T)))
  const ofStudent = (classes: readonly number[]) => classes.map((c) => q[c]!)
  if (missing === 'zero' || others.length === 0) return { p: soften(known), q: ofStudent(kept) }
  if (missing === 'tail') {
    return { p: soften([...known, m]), q: [...ofStudent(kept), total(ofStudent(others))] }
  }
  return {
    p: soften([...known, ...others.map(() => m / others.length)]),
    q: [...ofStudent(kept), ...ofStudent(others)],
  }
}

/** Logits, and how many of the classes are kept. */
const truncated = logitPairs.chain((logits) =>
  fc.record({ logits: fc.constant(logits), K: fc.integer({ min: 1, max: logits.student[0]!.length }) }),
)

describe.each(ways)('sparseTopKLoss, missing: %s', (missing) => {
  it.each(['kl', 'crossEntropy'] as const)('is its formula, with T² and without, form: %s', (form) => {
    const formula = form === 'kl' ? kl : crossEntropyOf
    fc.assert(
      fc.property(truncated, temperatures, fc.boolean(), ({ logits, K }, T, temperatureSquared) => {
        const { student, teacher } = logits
        const factor = temperatureSquared ? T ** 2 : 1
        const expected = pair(student, teacher, (z, v) => {
          const { p, q } = distributions(z, v, K, T, missing)
          return factor * formula(p, q)
        })
        const options = { missing, form, temperature: T, temperatureSquared }
        const got = values(sparseTopKLoss(asTensor(student), keepLargest(teacher, K), options))
        // float32 has an error of 1e-7 per term before T² multiplies it.
        const largest = Math.max(1, ...expected.map(Math.abs))
        expect(farthest(got, expected)).toBeLessThan(1e-5 * largest * Math.max(1, factor))
      }),
    )
  })

  it('is forwardKl where all classes are kept', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, temperature) => {
        const topK = keepLargest(teacher, teacher[0]!.length)
        const got = values(sparseTopKLoss(asTensor(student), topK, { missing, temperature }))
        const whole = forwardKlLoss(asTensor(student), asTensor(teacher), { form: 'kl', temperature })
        const largest = Math.max(1, ...whole.dataSync())
        expect(farthest(got, values(whole))).toBeLessThan(1e-5 * largest * Math.max(1, temperature ** 2))
      }),
    )
  })

  it('has the gradient of central differences', () => {
    const student = tensor2d([[1, 2, 0, -1], [0, -1, 3, 1]]) // prettier-ignore
    const topK = keepLargest([[3, -1, 0, 1], [1, 1.5, 0, 2]], 2) // prettier-ignore
    for (const temperature of [1, 2]) {
      const at = (z: Tensor) => sparseTopKLoss(z, topK, { missing, temperature })
      expect(farthest(tapeGradient(at, student), centralDifferences(at, student))).toBeLessThan(5e-3)
    }
  })

  it('gives a learned temperature of each example its gradient', () => {
    const [student, teacher, h] = [[[1, 2, 0, -1], [0, -1, 3, 1]], [[3, -1, 0, 1], [1, 1.5, 0, 2]], 1e-4] // prettier-ignore
    const expected = pair(student, teacher, (z, v) => {
      // d/dT at 2 of T² times the formula, by central differences in float64.
      const at = (T: number) => {
        const { p, q } = distributions(z, v, 2, T, missing)
        return T ** 2 * kl(p, q)
      }
      return (at(2 + h) - at(2 - h)) / (2 * h)
    })
    const learned = (T: Tensor) =>
      sparseTopKLoss(asTensor(student), keepLargest(teacher, 2), {
        missing,
        temperature: { student: T, teacher: T, squared: square(T) },
      })
    expect(farthest(tapeGradient(learned, tensor2d([[2], [2]])), expected)).toBeLessThan(1e-4)
  })

  it('does not depend on the order of the kept classes', () => {
    const student = tensor2d([[1, 2, 0, -1]])
    const { indices, logProbs, tail } = keepLargest([[3, -1, 0, 1]], 3)
    const [back, turned] = [[2, 0, 1], { indices: [] as number[], logProbs: [] as number[] }] // prettier-ignore
    for (const place of back) {
      turned.indices.push(indices.dataSync()[place]!)
      turned.logProbs.push(logProbs.dataSync()[place]!)
    }
    const other = {
      indices: tensor2d([turned.indices], [1, 3], 'int32'),
      logProbs: tensor2d([turned.logProbs]),
      tail,
    }
    const [one, two] = [{ indices, logProbs, tail }, other].map((topK) =>
      values(sparseTopKLoss(student, topK, { missing })),
    )
    expect(farthest(one!, two!)).toBeLessThan(1e-6)
  })

  it('is finite where the student or the teacher has nothing left for the others, gradients too', () => {
    const student = tensor2d([[1e4, -1e4, -1e4], [-1e4, 1e4, 1e4]]) // prettier-ignore
    const indices = tensor2d([[0], [0]], [2, 1], 'int32')
    for (const temperature of [1, 4]) {
      for (const tail of [tensor1d([0, 0]), tensor1d([0.5, 0.5])]) {
        const topK = { indices, logProbs: tensor2d([[0], [0]]), tail }
        const at = (z: Tensor) => sparseTopKLoss(z, topK, { missing, temperature })
        expect([...values(at(student)), ...tapeGradient(at, student)].every(Number.isFinite)).toBe(true)
      }
    }
  })

  it('gives each token of a sequence the loss it has on its own', () => {
    const student = tensor2d([[1, 2, 3], [0, 1, 0], [2, 2, 0], [4, 0, -1]]) // prettier-ignore
    const { indices, logProbs, tail } = keepLargest([[2, 0, 1], [1, 1, 5], [0, 2, 3], [2, 1, -4]], 2) // prettier-ignore
    const sequences = sparseTopKLoss(
      reshape(student, [2, 2, 3]),
      {
        indices: reshape(indices, [2, 2, 2]),
        logProbs: reshape(logProbs, [2, 2, 2]),
        tail: reshape(tail, [2, 2]),
      },
      { missing },
    )
    expect(sequences.shape).toEqual([2, 2])
    expect(values(sequences)).toEqual(
      values(sparseTopKLoss(student, { indices, logProbs, tail }, { missing })),
    )
  })

  it('makes no matrix of kept classes times all classes', () => {
    const [student, K] = [zeros([2, 2000]), 100]
    const { values: logProbs, indices } = topk(zeros([2, 2000]), K)
    const topK = { indices, logProbs, tail: tensor1d([0.5, 0.5]) }
    const peak = peakBytes(() => void tapeGradient((z) => sparseTopKLoss(z, topK, { missing }), student))
    // Logits are 16,000 bytes; one-hot rows would be 1,600,000.
    expect(peak).toBeGreaterThan(16_000)
    expect(peak).toBeLessThan(15 * 16_000)
  })

  it.each(['cpu', 'wasm'])('is the same on the backend %s', async (backend) => {
    await setBackend(backend)
    const [z, v] = [[1, 2, 0, -1], [3, -1, 0, 1]] // prettier-ignore
    const { p, q } = distributions(z, v, 2, 2, missing)
    const topK = keepLargest([v], 2)
    const at = (logits: Tensor) => sparseTopKLoss(logits, topK, { missing, temperature: 2 })
    expect(farthest(values(at(tensor2d([z]))), [4 * kl(p, q)])).toBeLessThan(1e-5)
    expect(
      tapeGradient(at, tensor2d([z]))
        .map(Math.abs)
        .every((each) => each > 1e-3),
    ).toBe(true)
  })

  afterEach(() => setBackend('cpu'))
})

describe('sparseTopKLoss', () => {
  it('is that of the whole distribution where one class is missing, which tail and uniform know', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, temperature) => {
        const topK = keepLargest(teacher, teacher[0]!.length - 1)
        const whole = values(forwardKlLoss(asTensor(student), asTensor(teacher), { form: 'kl', temperature }))
        for (const missing of ['tail', 'uniform'] as const) {
          const got = values(sparseTopKLoss(asTensor(student), topK, { missing, temperature }))
          expect(farthest(got, whole)).toBeLessThan(1e-4 * Math.max(1, ...whole))
        }
      }),
    )
  })

  it('is 0 at the teacher with missing: tail, at a temperature of 1', () => {
    fc.assert(
      fc.property(truncated, ({ logits: { teacher }, K }) => {
        const got = values(sparseTopKLoss(asTensor(teacher), keepLargest(teacher, K), { missing: 'tail' }))
        expect(Math.max(...got.map(Math.abs))).toBeLessThan(1e-5)
      }),
    )
  })

  it('lets a student learn that has nothing left for the others', () => {
    // q = (1, e⁻⁵⁰, e⁻⁵⁰) of three: the gradient of −½ log m_q is −½ (q_c / m_q − q_c) = −¼ at each of the others.
    const topK = { indices: tensor2d([[0]], [1, 1], 'int32'), logProbs: tensor2d([[Math.log(0.5)]]), tail: tensor1d([0.5]) } // prettier-ignore
    const at = (z: Tensor) => sparseTopKLoss(z, topK, { missing: 'tail' })
    expect(farthest(tapeGradient(at, tensor2d([[50, 0, 0]])), [0.5, -0.25, -0.25])).toBeLessThan(1e-6)
  })

  it.each<[string, Partial<TopK>]>([
    ['more classes than the student has', { indices: zeros([1, 4], 'int32'), logProbs: zeros([1, 4]) }],
    ['none', { indices: zeros([1, 0], 'int32'), logProbs: zeros([1, 0]) }],
    ['fewer logarithms than classes', { logProbs: zeros([1, 1]) }],
    ['other examples', { indices: zeros([2, 2], 'int32'), logProbs: zeros([2, 2]), tail: zeros([2]) }],
    ['a tail for each class', { tail: zeros([1, 2]) }],
    ['classes that are no integers', { indices: zeros([1, 2]) }],
  ])('refuses %s', (_, part) => {
    const topK = { indices: zeros([1, 2], 'int32'), logProbs: zeros([1, 2]), tail: zeros([1]), ...part }
    const refusal = expect.objectContaining({ code: 'losses/top-k', component: 'sparseTopK' }) as Error
    expect(() => sparseTopKLoss(zeros([1, 3]), topK, { missing: 'zero' })).toThrow(refusal)
  })
})

describe('sparseTopK', () => {
  it('demands a choice of what the missing ones are', () => {
    expect(() => sparseTopK.make({})).toThrow(/missing/)
  })

  it('computes sparseTopKLoss at the temperature of the step', () => {
    const [studentLogits, teacherTopK] = [tensor2d([[1, 2, 3]]), keepLargest([[3, -1, 0]], 2)]
    const options = { missing: 'uniform', form: 'crossEntropy', temperatureSquared: false } as const
    const got = sparseTopK(options).compute({ studentLogits, teacherTopK }, lossContext(4)) as Tensor
    const plain = sparseTopKLoss(studentLogits, teacherTopK, { ...options, temperature: 4 })
    expect(values(got)).toEqual(values(plain))
  })
})

testLoss(sparseTopK, {
  describe,
  it,
  options: [...ways.map((missing) => ({ missing })), { missing: 'uniform', form: 'crossEntropy' }],
})
