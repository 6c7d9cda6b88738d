import '@tensorflow/tfjs-backend-cpu'
import { lossContext, testLoss } from '@potstill/testkit'
import { grads, setBackend, sum, tensor1d, tensor2d, tensor3d, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { crossEntropyLoss } from './cross-entropy'
import { multiLevel, multiLevelLoss, type MultiLevelOptions } from './multi-level'
import { asTensor, logitPairs } from './testing/arbitraries'
import { kl } from './testing/divergence'
import { farthest, pair, softmax } from './testing/float64'

beforeAll(() => setBackend('cpu'))

type Rows = readonly (readonly number[])[]
interface View {
  readonly student: Rows
  readonly teacher: Rows
}

const total = (numbers: readonly number[]) => numbers.reduce((sofar, each) => sofar + each, 0)
const average = (numbers: readonly number[]) => total(numbers) / numbers.length
const turned = (rows: Rows) => rows[0]!.map((_, c) => rows.map((row) => row[c]!))
const dot = (one: readonly number[], other: readonly number[]) => total(pair(one, other, (a, b) => a * b))

/** Σ_ij mask_i (G(p) − G(q))²_ij of the products of rows, in float64. */
function gramGap(p: Rows, q: Rows, mask: readonly number[]): number {
  return total(
    p.flatMap((row, i) => p.map((other, j) => mask[i]! * (dot(row, other) - dot(q[i]!, q[j]!)) ** 2)),
  )
}

/** As numpy's percentile of 50: between the middle two of an even count. */
function belowMedian(numbers: readonly number[]): number[] {
  const sorted = numbers.toSorted((a, b) => a - b)
  const median = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
  return numbers.map((each) => (each <= median ? 1 : 0))
}

function levels({ student, teacher }: View, T: number, m: readonly number[], n: readonly number[]) {
  const soft = (rows: Rows) => rows.map((row) => softmax(row, T))
  const [q, p] = [soft(student), soft(teacher)]
  return {
    instance: average(pair(p, q, (one, other) => T ** 2 * kl(one, other)).map((each, i) => each * m[i]!)),
    batch: gramGap(p, q, m) / p.length,
    classes: gramGap(turned(p), turned(q), n) / n.length,
  }
}

function masks({ teacher }: View) {
  const beliefs = teacher.map((row) => softmax(row))
  return {
    m: belowMedian(beliefs.map((row) => Math.max(...row))),
    n: belowMedian(turned(beliefs).map(total)),
  }
}

/** The loss as it is meant, in float64. */
function meant(first: View, others: readonly View[], temperatures: readonly number[]): number {
  const { m, n } = masks(first)
  const [ones, all] = [m.map(() => 1), n.map(() => 1)]
  const sumOf = ({ instance, batch, classes }: ReturnType<typeof levels>) => instance + batch + classes
  return total(
    temperatures.map((T) =>
      total([sumOf(levels(first, T, m, n)), ...others.map((view) => sumOf(levels(view, T, ones, all)))]),
    ),
  )
}

/** The loss as the authors' program computes it, in float64: by its terms, loss_kd_weak, loss_kd_strong, loss_cc and loss_bc. */
function programmed(weak: View, strong: View): number {
  const { m, n } = masks(weak)
  const [ones, all] = [m.map(() => 1), n.map(() => 1)]
  const of = (view: View, T: number) => levels(view, T, ones, all)
  const base = 4
  const each = [base, 3, 5, 2, 6]
  const kdWeak = total(each.map((T) => average(m.map((mask) => of(weak, T).instance * mask))))
  const kdStrong =
    total([base, 3, 5].map((T) => of(strong, T).instance)) + total([2, 6].map((T) => of(weak, T).instance))
  const cc = total(each.map((T) => average(n.map((mask) => of(weak, T).classes * mask))))
  const bc = total(each.map((T) => average(m.map((mask) => of(weak, T).batch * mask))))
  return kdWeak + kdStrong + cc + bc
}

const value = (first: View, others: readonly View[], options?: MultiLevelOptions) => {
  const [studentViews, teacherViews] = [
    others.map(({ student }) => asTensor(student)),
    others.map(({ teacher }) => asTensor(teacher)),
  ]
  const views = { studentViews, teacherViews }
  const loss = multiLevelLoss(asTensor(first.student), asTensor(first.teacher), views, options)
  expect(loss.shape).toEqual([])
  return [...loss.dataSync()]
}

/** No two numbers that the median divides are within rounding of each other. */
const apart = (numbers: readonly number[]) =>
  numbers.every((one, i) => numbers.every((other, j) => i === j || Math.abs(one - other) > 1e-5))
const clear = ({ teacher }: View) => {
  const beliefs = teacher.map((row) => softmax(row))
  return apart(beliefs.map((row) => Math.max(...row))) && apart(turned(beliefs).map(total))
}

/** The same logits in another order of classes are another view. */
const mirrored = ({ student, teacher }: View): View => ({
  student: teacher.map((row) => row.toReversed()),
  teacher: student,
})

describe('multiLevelLoss', () => {
  it('masks examples and classes one by one, and has all levels of all views (paper)', () => {
    const some = fc.constantFrom([1], [2, 5], [2, 3, 4, 5, 6])
    fc.assert(
      fc.property(logitPairs, some, (first, temperatures) => {
        fc.pre(clear(first))
        const others = [mirrored(first), first]
        const expected = meant(first, others, temperatures)
        expect(farthest(value(first, others, { temperatures }), [expected])).toBeLessThan(
          // float32 has an error of 1e-7 per term before T² multiplies it.
          1e-5 * Math.max(1, expected) * Math.max(...temperatures) ** 2,
        )
      }),
      { numRuns: 50 },
    )
  })

  it("is the sum of the terms of the authors' program (code)", () => {
    fc.assert(
      fc.property(logitPairs, (weak) => {
        fc.pre(clear(weak))
        const expected = programmed(weak, mirrored(weak))
        expect(farthest(value(weak, [mirrored(weak)], { variant: 'code' }), [expected])).toBeLessThan(
          36e-5 * Math.max(1, expected),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('gives the teacher no gradient, in no view', () => {
    const [z, v] = [tensor2d([[1, 2, 3], [0, 1, 0]]), tensor2d([[3, -1, 0], [1, 4, 0]])] // prettier-ignore
    const loss = (a: Tensor, b: Tensor) => sum(multiLevelLoss(z, a, { studentViews: [z], teacherViews: [b] }))
    for (const gradient of grads(loss)([v, v])) {
      expect(gradient.arraySync()).toEqual([[0, 0, 0], [0, 0, 0]]) // prettier-ignore
    }
  })

  const rows = tensor2d([[1, 2], [0, 1]]) // prettier-ignore
  const tokens = tensor3d([[[1, 2]]])
  it.each([
    ['losses/views', rows, { studentViews: [], teacherViews: [] }],
    ['losses/views', rows, { studentViews: [rows, rows], teacherViews: [rows] }],
    ['losses/class-count', rows, { studentViews: [rows], teacherViews: [tensor2d([[1], [2]])] }],
    ['losses/shape', tokens, { studentViews: [tokens], teacherViews: [tokens] }],
  ])('refuses with %s what it cannot compare', (code, logits, views) => {
    expect(() => multiLevelLoss(logits, logits, views)).toThrow(
      expect.objectContaining({ code, component: 'multiLevel' }),
    )
  })
})

describe('multiLevel', () => {
  const [z, v] = [tensor2d([[1, 2, 3], [0, 1, 0]]), tensor2d([[3, -1, 0], [1, 4, 0]])] // prettier-ignore
  const views = { studentViews: [v, z], teacherViews: [z, z] }
  const signals = { studentLogits: z, teacherLogits: v, ...views }

  it('adds the cross-entropy of the other views where told to', () => {
    const labels = tensor1d([2, 0], 'int32')
    const got = multiLevel({ crossEntropy: 0.5 }).compute({ ...signals, labels }, lossContext()) as Tensor
    const hard = [v, z].map((logits) => average([...crossEntropyLoss(logits, labels).dataSync()]))
    const expected = multiLevelLoss(z, v, views).dataSync()[0]! + 0.5 * total(hard)
    expect(farthest([...got.dataSync()], [expected])).toBeLessThan(1e-5)
  })

  it('wants labels for that, before the first step and in it', () => {
    const loss = multiLevel({ crossEntropy: 0.5 })
    const expected = expect.objectContaining({ code: 'losses/no-truth', component: 'multiLevel' }) as Error
    const shapes = { studentLogits: [3], features: [] }
    const given = { shapes, classes: 3, examples: { count: 1 }, signals: [], random: lossContext().random }
    expect(() => loss.init?.(given)).toThrow(expected)
    expect(() => loss.compute(signals, lossContext())).toThrow(expected)
    expect(multiLevel().init?.(given)).toEqual({})
  })
})

testLoss(multiLevel, {
  describe,
  it,
  options: [{}, { variant: 'code' }, { temperatures: [1, 2], crossEntropy: 0.5 }],
})
