import '@tensorflow/tfjs-backend-cpu'
import type { Batch, ForwardWant, Inputs, Student, Teacher, TeacherOutput, TeacherWant } from '@potstill/spec'
import { add, dispose, memory, setBackend, tensor1d, tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { studentPredictor, teacherPredictor } from './predictor'

beforeAll(() => setBackend('cpu'))

const batchOf = (): Batch => ({
  ids: tensor1d([0], 'int32'),
  inputs: tensor2d([[1, 2]]),
  teacherInputs: tensor2d([[5, 6]]),
})

function studentThat(forward: Student['forward']): Student {
  return {
    kind: 'student',
    name: 'toy',
    specVersion: 1,
    inputShape: [2],
    logitsShape: [2],
    taps: {},
    variables: [],
    state: [],
    forward,
    clone: () => studentThat(forward),
    save: () => Promise.resolve(),
    dispose() {},
  }
}

function teacherThat(predict: Teacher['predict']): Teacher {
  return {
    kind: 'teacher',
    name: 'toy',
    specVersion: 1,
    open: () => ({ gives: ['logits'], features: {} }),
    predict,
    fingerprint: () => Promise.resolve('toy'),
    close() {},
  }
}

it('asks a student for inference, of its own inputs, and keeps only the logits', async () => {
  const batch = batchOf()
  const before = memory().numTensors
  const asked: ForwardWant[] = []
  const student = studentThat((inputs: Inputs, want) => {
    asked.push(want)
    const hidden = add(inputs as Tensor, 1)
    return { logits: add(hidden, 1), features: { hidden } }
  })
  const logits = await studentPredictor(student)(batch)
  expect(logits.arraySync()).toEqual([[3, 4]])
  expect(asked).toEqual([{ taps: [], training: false }])
  expect(memory().numTensors).toBe(before + 1)
  dispose([logits, ...(Object.values(batch) as Tensor[])])
})

it('asks a teacher for logits, and disposes what else it gave', async () => {
  const batch = batchOf()
  const before = memory().numTensors
  const asked: TeacherWant[] = []
  const teacher = teacherThat((given, want) => {
    asked.push(want)
    const logits = add(given.teacherInputs as Tensor, 0)
    return Promise.resolve({ logits, features: { last: add(logits, 1) }, views: [add(logits, 2)] })
  })
  const logits = await teacherPredictor(teacher)(batch)
  expect(logits.arraySync()).toEqual([[5, 6]])
  expect(asked).toEqual([{ logits: true, taps: [], views: false }])
  expect(memory().numTensors).toBe(before + 1)
  dispose([logits, ...(Object.values(batch) as Tensor[])])
})

it('refuses a teacher that gives no logits', async () => {
  const batch = batchOf()
  const before = memory().numTensors
  const teacher = teacherThat((): TeacherOutput => ({ views: [tensor1d([1])] }))
  await expect(teacherPredictor(teacher)(batch)).rejects.toMatchObject({
    code: 'evaluation/teacher-without-logits',
    component: 'toy',
  })
  expect(memory().numTensors).toBe(before)
  dispose(Object.values(batch) as Tensor[])
})
