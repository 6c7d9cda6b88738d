import '@tensorflow/tfjs-backend-cpu'
import type { Batch, Teacher } from '@potstill/spec'
import { memory, setBackend, tensor1d, tensor2d } from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { emaStudent } from './ema-student'
import { teacherFromStudent } from './teacher-from-student'
import { linearStudent } from './testing/linear-student'

beforeAll(() => setBackend('cpu'))

const storage = undefined as never
const wanted = { logits: true, taps: [], views: false }
const identity = [
  [1, 0],
  [0, 1],
] as const
const times = (factor: number) => identity.map((row) => row.map((value) => value * factor))
const batch: Batch = { ids: tensor1d([0], 'int32'), inputs: tensor2d([[1, 1]]) }

/** What the teacher says of the inputs 1, 1: both entries of the diagonal, plus the state. */
async function said(teacher: Teacher): Promise<readonly number[]> {
  const { logits } = await teacher.predict(batch, wanted)
  const values = [...logits!.dataSync()]
  logits!.dispose()
  return values
}

describe('emaStudent', () => {
  it('is θ′ ← d θ′ + (1 − d) θ after each step, from the weights of the first', async () => {
    // Closed form: θ′ after n steps is dⁿ θ₀ + (1 − d) Σ dⁿ⁻ⁱ θᵢ.
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 8 }),
        async (decay, factors) => {
          const student = linearStudent(times(factors[0]!))
          const teacher = emaStudent({ decay, warmUp: false })
          await teacher.open({ storage, student })
          await said(teacher)
          let expected = factors[0]!
          for (const factor of factors.slice(1)) {
            student.set(times(factor), [factor * 10, 0])
            teacher.afterStep!(student)
            expected = decay * expected + (1 - decay) * factor
          }
          const state = factors.slice(1).reduce((mean, factor) => decay * mean + (1 - decay) * factor * 10, 0)
          const [first, second] = await said(teacher)
          expect(first).toBeCloseTo(expected + state, 4)
          expect(second).toBeCloseTo(expected, 4)
          await teacher.close()
          student.dispose()
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is the mean of all weights so far while it warms up', async () => {
    const student = linearStudent(times(1))
    const teacher = emaStudent({ decay: 0.75 })
    await teacher.open({ storage, student })
    await said(teacher)
    const seen = []
    for (const factor of [3, 8, 0, 13]) {
      student.set(times(factor))
      teacher.afterStep!(student)
      seen.push((await said(teacher))[0]!)
    }
    // n / (n + 1) is ½, ⅔, ¾, and then more than the decay: ¾ · 3 + ¼ · 13.
    const expected = [2, 4, 3, 5.5]
    seen.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 5))
    await teacher.close()
    student.dispose()
  })

  it('is the student until it has followed it once, whatever that was given meanwhile', async () => {
    const student = linearStudent(times(1))
    const teacher = emaStudent()
    const ability = await teacher.open({ storage, student })
    expect(ability).toEqual(await teacherFromStudent(student).open({ storage }))
    expect(await said(teacher)).toEqual([1, 1])
    student.set(times(5))
    expect(await said(teacher)).toEqual([5, 5])
    expect(await teacher.fingerprint()).toBe(await teacherFromStudent(student).fingerprint())
    teacher.afterStep!(student)
    student.set(times(7))
    expect(await said(teacher)).toEqual([5, 5])
    expect(await teacher.fingerprint()).not.toBe(await teacherFromStudent(student).fingerprint())
    // Setting the student has not set the copy.
    expect(student.variables[0]!.dataSync()[0]).toBe(7)
    await teacher.close()
    student.dispose()
  })

  it('names all that following changes, and goes on from there in another run', async () => {
    const walk = async (
      teacher: Teacher,
      student: ReturnType<typeof linearStudent>,
      factors: readonly number[],
    ) => {
      for (const factor of factors) {
        await said(teacher)
        student.set(times(factor), [factor, 0])
        teacher.afterStep!(student)
      }
    }
    const [one, two] = [linearStudent(times(1)), linearStudent(times(9))]
    const [whole, again] = [emaStudent({ decay: 0.9 }), emaStudent({ decay: 0.9 })]
    await whole.open({ storage, student: one })
    await walk(whole, one, [2, 3, 4])
    const saved = Object.entries(whole.memory!()).map(([name, kept]) => [name, kept.clone()] as const)
    expect(saved.map(([name]) => name)).toEqual(['updates', 'variable0', 'state0', 'state1'])
    // A whole number is copied.
    expect(saved[3]![1].dataSync()[0]).toBe(3)
    await walk(whole, one, [6, 5])

    await again.open({ storage, student: two })
    const empty = again.memory!()
    for (const [name, value] of saved) empty[name]!.assign(value)
    two.set(times(4), [4, 0])
    await walk(again, two, [6, 5])
    expect(await said(again)).toEqual(await said(whole))
    for (const [, value] of saved) value.dispose()
    for (const each of [whole, again]) await each.close()
    for (const each of [one, two]) each.dispose()
  })

  it('leaves no tensor behind, and the student alone', async () => {
    const student = linearStudent(times(1))
    const before = memory().numTensors
    const teacher = emaStudent()
    await teacher.open({ storage, student })
    const opened = memory().numTensors
    for (let step = 0; step < 3; step++) {
      await said(teacher)
      teacher.afterStep!(student)
      expect(memory().numTensors).toBe(opened)
    }
    const { features } = await teacher.predict(batch, { logits: false, taps: ['inside'], views: false })
    expect(features?.['inside']?.arraySync()).toEqual([[2, 2]])
    features?.['inside']?.dispose()
    await teacher.close()
    expect(memory().numTensors).toBe(before)
    student.dispose()
  })

  it('has to have a student, and to be open', async () => {
    const teacher = emaStudent()
    expect(() => teacher.open({ storage })).toThrow(
      /\[emaStudent\] expected the student that it goes with; got none/,
    )
    await expect(teacher.predict(batch, wanted)).rejects.toThrow(/a teacher that is open/)
    expect(() => teacher.memory!()).toThrow(/a teacher that is open/)
    expect(() => emaStudent({ decay: 1 })).toThrow(/decay/)
    await teacher.close()
  })
})
