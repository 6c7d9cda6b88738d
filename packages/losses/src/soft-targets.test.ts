import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { lossContext, testLoss } from '@potstill/testkit'
import {
  add,
  dispose,
  grads,
  memory,
  reshape,
  setBackend,
  square,
  sum,
  tensor,
  tensor2d,
  tensor3d,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { softTargets, softTargetsLoss, type SoftTargetsOptions } from './soft-targets'
import { asTensor, logitPairs, temperatures } from './testing/arbitraries'
import { crossEntropyOf, farthest, pair, softmax } from './testing/float64'
import { tapeGradient } from './testing/gradients'

beforeAll(() => setBackend('cpu'))

testLoss(softTargets, {
  describe,
  it,
  options: [{}, { form: 'crossEntropy' }, { temperatureSquared: false }],
})

const forms = fc.constantFrom<'kl' | 'crossEntropy'>('kl', 'crossEntropy')

/** The loss by its formula, in float64. */
function closedForm(student: readonly number[], teacher: readonly number[], T: number): number {
  const p = softmax(teacher, T)
  return T ** 2 * (crossEntropyOf(p, softmax(student, T)) - crossEntropyOf(p, p))
}

const variance = (numbers: readonly number[]) => {
  const mean = (list: readonly number[]) => list.reduce((sofar, entry) => sofar + entry, 0) / list.length
  return mean(numbers.map((entry) => (entry - mean(numbers)) ** 2))
}

const values = (student: Tensor, teacher: Tensor, options?: SoftTargetsOptions) => [
  ...softTargetsLoss(student, teacher, options).dataSync(),
]

describe('softTargetsLoss', () => {
  it('is the divergence of its formula', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student, teacher }, T) => {
        const expected = pair(student, teacher, (z, v) => closedForm(z, v, T))
        // float32 has an error of 1e-7 per term before T² multiplies it.
        const within = 1e-5 * Math.max(1, ...expected) * Math.max(1, T ** 2)
        expect(
          farthest(values(asTensor(student), asTensor(teacher), { temperature: T }), expected),
        ).toBeLessThan(within)
      }),
    )
  })

  it('has the gradient T (q − p), in both forms', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, forms, ({ student, teacher }, T, form) => {
        const loss = (z: Tensor) => softTargetsLoss(z, asTensor(teacher), { temperature: T, form })
        const rows = pair(student, teacher, (z, v) =>
          pair(softmax(z, T), softmax(v, T), (q, p) => T * (q - p)),
        )
        expect(farthest(tapeGradient(loss, asTensor(student)), rows.flat())).toBeLessThan(
          2e-6 * Math.max(1, T),
        )
      }),
    )
  })

  it('is exactly 0 where the student matches', () => {
    fc.assert(
      fc.property(logitPairs, temperatures, ({ student }, temperature) => {
        const got = values(asTensor(student), asTensor(student), { temperature })
        expect(got).toEqual(student.map(() => 0))
      }),
    )
  })

  it("adds the teacher's entropy in the form crossEntropy: log C for a uniform teacher and student", () => {
    const uniform = tensor2d([[3, 3, 3, 3]])
    expect(values(uniform, uniform, { form: 'crossEntropy' })[0]).toBeCloseTo(Math.log(4), 6)
    expect(values(uniform, uniform, { form: 'crossEntropy', temperature: 3 })[0]).toBeCloseTo(
      9 * Math.log(4),
      5,
    )
  })

  it('leaves T² out where told to', () => {
    const [student, teacher] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const plain = values(student, teacher, { temperature: 5, temperatureSquared: false })
    expect(farthest(plain, [closedForm([1, 2, 3], [3, -1, 0], 5) / 25])).toBeLessThan(1e-6)
  })

  it('becomes logit regression as T grows', () => {
    // KL is half the variance of δ = (z − v) / T under probabilities that lie within e^±2r of uniform ones, r being the
    // largest logit over T. So T² · KL lies within the same factors of ½ ‖Δ − mean Δ‖² / C. float32 adds T² · 1e-6.
    const T = 100
    fc.assert(
      fc.property(logitPairs, ({ student, teacher }) => {
        const limits = pair(student, teacher, (z, v) => variance(pair(z, v, (a, b) => a - b)) / 2)
        const r = Math.max(...[...student, ...teacher].flat().map(Math.abs)) / T
        pair(values(asTensor(student), asTensor(teacher), { temperature: T }), limits, (value, limit) => {
          expect(value).toBeLessThan(limit * Math.exp(2 * r) + T ** 2 * 1e-6)
          expect(value).toBeGreaterThan(limit * Math.exp(-2 * r) - T ** 2 * 1e-6)
        })
      }),
    )
  })

  it('does not change when a constant is added to all logits of an example', () => {
    fc.assert(
      fc.property(
        logitPairs,
        fc.integer({ min: -50, max: 50 }),
        forms,
        ({ student, teacher }, shift, form) => {
          const before = values(asTensor(student), asTensor(teacher), { form })
          const after = values(add(asTensor(student), shift), add(asTensor(teacher), -shift), { form })
          // The shift costs the logits bits: float32 has 4e-6 between neighbours at 50.
          expect(farthest(after, before)).toBeLessThan(5e-5)
        },
      ),
    )
  })

  it('goes with its examples when they change places, and with its classes', () => {
    fc.assert(
      fc.property(logitPairs, forms, ({ student, teacher }, form) => {
        const before = values(asTensor(student), asTensor(teacher), { form })
        const examples = values(asTensor(student.toReversed()), asTensor(teacher.toReversed()), { form })
        expect(examples).toEqual(before.toReversed())
        const turn = (rows: number[][]) => asTensor(rows.map((row) => row.toReversed()))
        // Only the order of a sum over classes differs.
        expect(farthest(values(turn(student), turn(teacher), { form }), before)).toBeLessThan(1e-5)
      }),
    )
  })

  it('gives a learned temperature its gradient', () => {
    // d/dT of T² · KL(T) by central differences of the closed form, in float64.
    const [z, v, T, h] = [[1, 2, 3], [3, -1, 0], 2, 1e-4]
    const expected = (closedForm(z, v, T + h) - closedForm(z, v, T - h)) / (2 * h)
    const loss = (temperature: Tensor) =>
      softTargetsLoss(tensor2d([z]), tensor2d([v]), {
        temperature: { student: temperature, teacher: temperature, squared: square(temperature) },
      })
    expect(farthest(tapeGradient(loss, tensor(T)), [expected])).toBeLessThan(1e-4)
  })

  it('is exact and finite at logits of ±10000, gradients too', () => {
    const student = tensor2d([
      [1e4, -1e4, -1e4],
      [1e4, -1e4, 0],
    ])
    const teacher = tensor2d([
      [-1e4, 1e4, -1e4],
      [1e4, -1e4, 0],
    ])
    // All of p is on one class, where log p − log q = 20000 / T.
    expect(values(student, teacher)).toEqual([20000, 0])
    expect(values(student, teacher, { form: 'crossEntropy' })).toEqual([20000, 0])
    expect(values(student, teacher, { temperature: 4 })).toEqual([80000, 0])
    for (const form of ['kl', 'crossEntropy'] as const) {
      const gradient = tapeGradient((z) => softTargetsLoss(z, teacher, { form, temperature: 4 }), student)
      expect(gradient).toEqual([4, -4, 0, 0, 0, 0])
    }
  })

  it('takes a temperature for each side and each example', () => {
    fc.assert(
      fc.property(logitPairs, ({ student, teacher }) => {
        const perExample = student.map((_, index) => index + 1)
        const side = asTensor(perExample.map((T) => [T]))
        const squared = asTensor(perExample.map((T) => [T ** 2]))
        const got = values(asTensor(student), asTensor(teacher), {
          temperature: { student: side, teacher: side, squared },
        })
        const alone = perExample.flatMap((T, b) =>
          values(asTensor(student.slice(b, b + 1)), asTensor(teacher.slice(b, b + 1)), { temperature: T }),
        )
        expect(farthest(got, alone)).toBeLessThan(1e-5)
      }),
    )
    const [one, half] = [tensor2d([[2, 0]]), tensor2d([[1, 0]])]
    expect(values(one, half, { temperature: { student: 2, teacher: 1, squared: 1 } })).toEqual([0])
  })

  it('gives each token of a sequence the loss it has on its own', () => {
    const student = tensor2d([[1, 2, 3], [0, 1, 0], [2, 2, 0], [4, 0, -1], [1, 1, 2], [0, 0, 0]]) // prettier-ignore
    const teacher = tensor2d([[2, 0, 1], [1, 1, 5], [0, 2, 3], [2, 1, -4], [1, 0, 0], [3, 0, 1]]) // prettier-ignore
    const options = { temperature: 3 }
    const sequences = softTargetsLoss(reshape(student, [2, 3, 3]), reshape(teacher, [2, 3, 3]), options)
    expect(sequences.shape).toEqual([2, 3])
    expect([...sequences.dataSync()]).toEqual(values(student, teacher, options))
  })

  it('leaves one tensor behind, or none in a tidy', () => {
    const [student, teacher] = [tensor2d([[1, 2, 3]]), tensor2d([[3, -1, 0]])]
    const before = memory().numTensors
    const loss = softTargetsLoss(student, teacher, { temperature: 4 })
    expect(memory().numTensors).toBe(before + 1)
    dispose(loss)
    tidy(() => void grads((z: Tensor, v: Tensor) => sum(softTargetsLoss(z, v)))([student, teacher]))
    expect(memory().numTensors).toBe(before)
  })

  it.each([
    ['losses/class-count', tensor2d([[1, 2, 3]]), tensor2d([[1, 2]]), 1],
    ['losses/shape', tensor2d([[1, 2]]), tensor2d([[1, 2], [3, 4]]), 1], // prettier-ignore
    ['losses/shape', tensor([1, 2]), tensor([1, 2]), 1],
    ['losses/shape', tensor2d([[1, 2]]), tensor3d([[[1, 2]]]), 1],
    ['losses/temperature', tensor2d([[1, 2]]), tensor2d([[1, 2]]), 0],
    ['losses/temperature', tensor2d([[1, 2]]), tensor2d([[1, 2]]), Infinity],
    [
      'losses/temperature',
      tensor2d([[1, 2], [3, 4]]), // prettier-ignore
      tensor2d([[1, 2], [3, 4]]), // prettier-ignore
      { student: tensor([1, 2]), teacher: 1, squared: 1 },
    ],
  ])('refuses with %s what it cannot compare', (code, student, teacher, temperature) => {
    expect(() => softTargetsLoss(student, teacher, { temperature })).toThrow(
      expect.objectContaining({ code, component: 'softTargets' }),
    )
  })
})

describe('softTargets', () => {
  const studentLogits = tensor2d([[1, 2, 3]])
  const teacherLogits = tensor2d([[3, -1, 0]])

  it.each([
    [{}, {}],
    [{ form: 'crossEntropy' }, { form: 'crossEntropy' }],
    [{ temperatureSquared: false }, { temperatureSquared: false }],
  ] as const)('computes softTargetsLoss at the temperature of the step: %o', (component, plain) => {
    const loss = softTargets(component).compute({ studentLogits, teacherLogits }, lossContext(4)) as Tensor
    expect([...loss.dataSync()]).toEqual(values(studentLogits, teacherLogits, { ...plain, temperature: 4 }))
  })

  it('declares what its options make of it', () => {
    expect(softTargets().traits).toMatchObject({ zeroAtMatch: true, temperatureSquared: true })
    expect(softTargets({ form: 'crossEntropy', temperatureSquared: false }).traits).toMatchObject({
      zeroAtMatch: false,
      temperatureSquared: false,
    })
  })

  it('refuses unequal class counts as the function does', () => {
    const signals = { studentLogits, teacherLogits: tensor2d([[1, 2]]) }
    expect(() => softTargets().compute(signals, lossContext())).toThrow(
      expect.objectContaining({ code: 'losses/class-count' }),
    )
  })
})
