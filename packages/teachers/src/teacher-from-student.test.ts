import '@tensorflow/tfjs-backend-cpu'
import type { Batch, Student } from '@potstill/spec'
import {
  add,
  matMul,
  memory,
  mul,
  setBackend,
  tensor1d,
  tensor2d,
  variable,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { teacherFromStudent } from './teacher-from-student'

beforeAll(() => setBackend('cpu'))

/** Logits are x·W; the tap `inside` is x·W too, doubled; in training everything is off by one. */
function linear(): Student {
  const weights = variable(
    tensor2d([
      [1, 2],
      [3, 4],
    ]),
  )
  return {
    kind: 'student',
    name: 'linear',
    specVersion: 1,
    inputShape: [2],
    logitsShape: [2],
    taps: { inside: [2] },
    variables: [weights],
    state: [],
    forward(inputs, { taps, training }) {
      const logits = add(matMul(inputs as Tensor, weights), training ? 1 : 0)
      return { logits, features: Object.fromEntries(taps.map((tap) => [tap, mul(logits, 2)])) }
    },
    clone: () => linear(),
    save: () => Promise.resolve(),
    dispose: () => weights.dispose(),
  }
}

const batch = (): Batch => ({
  ids: tensor1d([0], 'int32'),
  inputs: tensor2d([[1, 1]]),
  views: [tensor2d([[0, 1]])],
})

describe('teacherFromStudent', () => {
  it('tells what the student can give', async () => {
    const teacher = teacherFromStudent(linear())
    expect(teacher).toMatchObject({ kind: 'teacher', name: 'linear', specVersion: 1 })
    expect(await teacher.open({ storage: undefined as never })).toEqual({
      gives: ['logits', 'features'],
      logitsShape: [2],
      inputShape: [2],
      features: { inside: [2] },
      parameters: 4,
    })
    const several = { ...linear(), inputShape: { left: [1], right: [1] } }
    expect(await teacherFromStudent(several).open({ storage: undefined as never })).toMatchObject({
      inputShape: { left: [1], right: [1] },
    })
  })

  it('answers in inference with what was wanted, and leaves nothing else in memory', async () => {
    const teacher = teacherFromStudent(linear())
    const question = batch()
    const before = memory().numTensors
    const output = await teacher.predict(question, { logits: true, taps: ['inside'], views: true })
    expect(memory().numTensors - before).toBe(3)
    expect(output.logits?.arraySync()).toEqual([[4, 6]])
    expect(output.features?.inside?.arraySync()).toEqual([[8, 12]])
    expect(output.views?.map((view) => view.arraySync())).toEqual([[[3, 4]]])
    const features = await teacher.predict(question, { logits: false, taps: ['inside'], views: false })
    expect(Object.keys(features)).toEqual(['features'])
    expect(() => teacher.predict(question, { logits: true, taps: ['outside'], views: false })).toThrow(
      /\[linear\] expected the name of a tap; got outside.*use one of inside/,
    )
  })

  it('has a fingerprint that follows the weights, and borrows the student', async () => {
    const student = linear()
    const teacher = teacherFromStudent(student)
    const before = await teacher.fingerprint()
    expect(await teacherFromStudent(linear()).fingerprint()).toBe(before)
    await teacher.close()
    student.variables[0]?.assign(
      tensor2d([
        [1, 2],
        [3, 5],
      ]),
    )
    expect(await teacher.fingerprint()).not.toBe(before)
    expect(student.variables[0]?.isDisposed).toBe(false)
  })
})
