import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { readFileSync } from 'node:fs'
import { softTargetsLoss } from '@potstill/losses'
import { testTemperature } from '@potstill/testkit'
import { mean, setBackend, tensor, valueAndGrad, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { linear } from '../linear'
import { logits, resolved, valuesOf } from '../testing/resolved'
import { logitStandardization } from './logit-standardization'

interface Given {
  readonly shape: number[]
  readonly data: number[]
}
interface Golden {
  readonly id: string
  readonly temperature?: { readonly logitStandardization?: unknown } | null
  readonly signals: { readonly studentLogits: Given; readonly teacherLogits: Given }
  readonly expected: { readonly value: number; readonly gradients: { readonly studentLogits: Given } }
}
const file = new URL('../../../../reference/losses/goldens.json', import.meta.url)
const goldens = (JSON.parse(readFileSync(file, 'utf8')) as { cases: Golden[] }).cases.filter(
  ({ temperature }) => temperature?.logitStandardization !== undefined,
)

function loss(options: unknown, student: Tensor, teacher: Tensor) {
  const temperature = resolved(logitStandardization.make(options), [student, teacher])[0]!
  return mean(softTargetsLoss(student, teacher, { temperature }))
}

beforeAll(() => setBackend('cpu'))

testTemperature(logitStandardization, { describe, it, options: [{}, { base: linear({ from: 1, to: 4 }) }] })

describe('logitStandardization', () => {
  it('has reference cases', () => expect(goldens).toHaveLength(2))

  it.each(goldens)('is the reference: $id', ({ temperature, signals, expected }) => {
    const [student, teacher] = [signals.studentLogits, signals.teacherLogits].map(({ data, shape }) =>
      tensor(data, shape),
    ) as [Tensor, Tensor]
    const { value, grad } = valueAndGrad((given: Tensor) =>
      loss(temperature?.logitStandardization, given, teacher),
    )(student)
    expect(Math.abs(valuesOf(value)[0]! / expected.value - 1)).toBeLessThan(1e-4)
    const theirs = expected.gradients.studentLogits.data
    const ours = valuesOf(grad)
    const largest = Math.max(...theirs.map(Math.abs))
    for (const [index, entry] of theirs.entries()) {
      expect(Math.abs(ours[index]! - entry)).toBeLessThan(1e-4 * largest)
    }
  })

  it('is the base times the unbiased deviation', () => {
    // Of 0, 2, 4: squares 4 + 0 + 4, by two: 4, whose root is 2. Of 1, 1, 4: mean 2, squares 6, by two: 3.
    const [value] = resolved(logitStandardization({ base: 3 }), [logits([[0, 2, 4]]), logits([[1, 1, 4]])])
    expect(valuesOf(value!.student)[0]).toBeCloseTo(6, 5)
    expect(valuesOf(value!.teacher)[0]).toBeCloseTo(3 * Math.sqrt(3), 5)
    expect(valuesOf(value!.squared)).toEqual([9])
  })

  it('does not see shifts and positive factors of either side', () => {
    const move = fc.tuple(
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
    )
    const student = [[1, 4, -2, 0.5]]
    const teacher = [[3, 0, 1, -1]]
    fc.assert(
      fc.property(move, move, (one, other) => {
        const moved = (rows: number[][], [shift, factor]: [number, number]) =>
          logits(rows.map((row) => row.map((entry) => entry * factor + shift)))
        const before = valuesOf(loss({}, logits(student), logits(teacher)))[0]!
        const after = valuesOf(loss({}, moved(student, one), moved(teacher, other)))[0]!
        expect(Math.abs(after / before - 1)).toBeLessThan(1e-3)
      }),
    )
  })
})
