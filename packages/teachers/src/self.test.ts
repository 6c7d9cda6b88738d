import '@tensorflow/tfjs-backend-cpu'
import type { Batch } from '@potstill/spec'
import { setBackend, tensor1d, tensor2d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { self } from './self'
import { teacherFromStudent } from './teacher-from-student'
import { linearStudent } from './testing/linear-student'

beforeAll(() => setBackend('cpu'))

const storage = undefined as never
const weights = [
  [1, 2],
  [3, 4],
]

describe('self', () => {
  it('gives what the student gives, and answers with its own pass', async () => {
    const student = linearStudent(weights)
    const teacher = self()
    expect(await teacher.open({ storage, student })).toEqual({
      gives: ['logits', 'features'],
      logitsShape: [2],
      inputShape: [2],
      features: { inside: [2] },
    })
    const pass = student.forward(tensor2d([[1, 1]]), { taps: ['inside'], training: true })
    expect(teacher.inStep!(pass)).toEqual(pass)
    expect(await teacher.open({ storage, student: { ...student, taps: {} } })).toMatchObject({
      gives: ['logits'],
      features: {},
    })
    student.dispose()
  })

  it('says nothing outside of a step', async () => {
    const batch: Batch = { ids: tensor1d([0], 'int32'), inputs: tensor2d([[1, 1]]) }
    expect(await self().predict(batch, { logits: true, taps: ['inside'], views: true })).toEqual({})
  })

  it('has the fingerprint of the student’s present weights', async () => {
    const student = linearStudent(weights)
    const teacher = self()
    await expect(teacher.fingerprint()).rejects.toThrow(/\[self\] expected a teacher that is open/)
    await teacher.open({ storage, student })
    const before = await teacher.fingerprint()
    expect(before).toBe(await teacherFromStudent(student).fingerprint())
    student.set([
      [1, 2],
      [3, 5],
    ])
    expect(await teacher.fingerprint()).not.toBe(before)
    await teacher.close()
    await expect(teacher.fingerprint()).rejects.toThrow(/is closed/)
    student.dispose()
  })

  it('has to have a student', () => {
    expect(() => self().open({ storage })).toThrow(
      /\[self\] expected the student that it goes with; got none/,
    )
  })
})
