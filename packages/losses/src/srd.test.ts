import '@tensorflow/tfjs-backend-cpu'
import { lossContext, seededRandom, testLoss } from '@potstill/testkit'
import type { NamedTensors } from '@potstill/spec'
import { grad, setBackend, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { srd, srdLoss } from './srd'
import { columnsOf, dot, farthest, mean, pair, sum } from './testing/float64'

beforeAll(() => setBackend('cpu'))

testLoss(srd, {
  describe,
  it,
  options: [{}, { variant: 'deit' }, { exponent: 1.5, epsilon: 0.1 }],
  taps: [
    { student: [2, 3, 3], teacher: [4, 2, 2] },
    { student: [4], teacher: [3] },
  ],
})

type Rows = readonly (readonly number[])[]

/** Each column with the mean 0 and the variance 1, but for what is added to it. */
function normal(rows: Rows, epsilon = 1e-4): number[][] {
  const moved = columnsOf(rows).map((column) => {
    const middle = mean(column)
    const variance = mean(column.map((x) => (x - middle) ** 2))
    return column.map((x) => (x - middle) / Math.sqrt(variance + epsilon))
  })
  return columnsOf(moved)
}

const formulas = {
  torchdistill: (s: Rows, t: Rows) =>
    Math.log(sum(s.flat().map((x, at) => Math.abs(x - t.flat()[at]!) ** 4)) + 1e-5),
  deit: (s: Rows, t: Rows) => {
    const correlations = pair(columnsOf(s), columnsOf(t), (ours, theirs) => dot(ours, theirs) / s.length)
    return Math.log(sum(correlations.map((c) => Math.abs(1 - c) ** 4)) + 1e-5)
  },
}

const drawn = (name: string, shape: number[]) => seededRandom(7).normal(name, shape)

describe.each(['torchdistill', 'deit'] as const)('srd, %s', (variant) => {
  it('is its formula, summed over pairs', () => {
    const [s, t] = [drawn('s', [5, 3]), drawn('t', [5, 3])]
    const taps = { student: s, teacher: t }
    const expected = 2 * formulas[variant](s.arraySync() as number[][], t.arraySync() as number[][])
    const got = srdLoss([taps, taps], { variant }).dataSync()[0]!
    expect(Math.abs(got - expected)).toBeLessThan(1e-5 * Math.abs(expected))
  })

  it('pools, projects and normalises', async () => {
    const loss = srd({ variant })
    const shapes = { studentLogits: [3], features: [{ student: [2, 1, 2], teacher: [3] }] }
    const given = { shapes, random: seededRandom(1), classes: 3, examples: { count: 5 }, signals: [] }
    const { trainable = {}, state = {} } = (await loss.init?.(given)) ?? {}
    expect(Object.keys(trainable)).toEqual(['student/0/projector/weights', 'student/0/projector/bias'])
    expect(Object.keys(state)).toEqual([
      'student/0/norm/mean',
      'student/0/norm/variance',
      'teacher/0/norm/mean',
      'teacher/0/norm/variance',
    ])
    const maps = drawn('maps', [5, 2, 1, 2])
    const teacher = drawn('t', [5, 3])
    const context = { ...lossContext(), variables: trainable, state }
    const result = loss.compute({ features: [{ student: maps, teacher }] }, context)
    if (!('loss' in result)) throw new Error('a state is missing')

    const weights = trainable['student/0/projector/weights']!.arraySync() as number[][]
    const bias = [...trainable['student/0/projector/bias']!.dataSync()]
    const pooled = (maps.arraySync() as number[][][][]).map(([first, second]) =>
      first![0]!.map((x, at) => (x + second![0]![at]!) / 2),
    )
    const projected = pooled.map((row) => bias.map((start, to) => start + dot(row, columnsOf(weights)[to]!)))
    const theirs = teacher.arraySync() as number[][]
    const expected = formulas[variant](normal(projected), normal(theirs))
    expect(Math.abs(result.loss.dataSync()[0]! - expected)).toBeLessThan(1e-4)
    // 0.9 of 0 and 0.1 of the batch's.
    const means = columnsOf(theirs).map((column) => 0.1 * mean(column))
    const remembered = (kept: NamedTensors, at: string) => [...kept[at]!.dataSync()]
    expect(farthest(remembered(result.state, 'teacher/0/norm/mean'), means)).toBeLessThan(1e-6)
  })

  it('is finite where both are the same, and has no gradient there', () => {
    const rows = normal(drawn('s', [4, 2]).arraySync() as number[][], 0)
    const teacher = tensor2d(rows)
    const f = (student: Tensor) => srdLoss([{ student, teacher }], { variant })
    expect(f(teacher).dataSync()[0]).toBeCloseTo(Math.log(1e-5), 3)
    const gradient = [...grad(f)(teacher).dataSync()]
    expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-6)
  })
})

describe('srd', () => {
  it('refuses a batch of one', () => {
    const one = tensor2d([[1, 2]])
    expect(() => srdLoss([{ student: one, teacher: one }])).toThrow(
      expect.objectContaining({ code: 'losses/batch', component: 'srd' }),
    )
  })
})
