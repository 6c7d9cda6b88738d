import '@tensorflow/tfjs-backend-cpu'
import { memory, setBackend, tensor, tidy } from '@tensorflow/tfjs-core'
import type { Batch, Student } from '@potstill/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { tiny } from '../testing/toy-networks'
import { stageTeacher } from './stage-teacher'

let student: Student
let batch: Batch

beforeAll(async () => {
  await setBackend('cpu')
  student = await tiny({ hidden: [3] }).build({ inputShape: [2], classes: 2, seed: 1 })
  const inputs = tensor([[1, 2]])
  batch = { ids: tensor([0], undefined, 'int32'), inputs, views: [tensor([[3, 4]])] }
})

const logitsOf = (inputs: Batch['inputs']) =>
  tidy(() => student.forward(inputs, { taps: [], training: false }).logits.arraySync())

describe('stageTeacher', () => {
  it('gives what the student says', async () => {
    const teacher = stageTeacher(student)
    expect(await teacher.open({ storage: undefined as never })).toEqual({
      gives: ['logits', 'features'],
      logitsShape: [2],
      features: { hidden: [3] },
      parameters: 12,
    })
    const { logits, features, views } = await teacher.predict(batch, {
      logits: true,
      taps: ['hidden'],
      views: true,
    })
    expect(logits?.arraySync()).toEqual(logitsOf(batch.inputs))
    expect(features?.hidden?.shape).toEqual([1, 3])
    expect(views?.map((view) => view.arraySync())).toEqual([logitsOf(batch.views![0]!)])
  })

  it('gives no more than was wanted, and leaves no tensor behind', async () => {
    const before = memory().numTensors
    const answer = await stageTeacher(student).predict(batch, {
      logits: false,
      taps: ['hidden'],
      views: false,
    })
    expect(answer.logits).toBeUndefined()
    expect(answer.views).toEqual([])
    expect(memory().numTensors).toBe(before + 1)
    answer.features!.hidden!.dispose()
  })

  it('reads the inputs that are meant for teachers', async () => {
    const teacherInputs = tensor([[5, 6]])
    const want = { logits: true, taps: [], views: false }
    const { logits } = await stageTeacher(student).predict({ ...batch, teacherInputs }, want)
    expect(logits?.arraySync()).toEqual(logitsOf(teacherInputs))
  })

  it('has the fingerprint of its weights', async () => {
    const [first, again] = [
      await stageTeacher(student).fingerprint(),
      await stageTeacher(student.clone()).fingerprint(),
    ]
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(again).toBe(first)
    const other = await tiny({ hidden: [3] }).build({ inputShape: [2], classes: 2, seed: 2 })
    expect(await stageTeacher(other).fingerprint()).not.toBe(first)
  })

  it('leaves the student alive when it is closed', async () => {
    await stageTeacher(student).close()
    expect(logitsOf(batch.inputs)).toHaveLength(1)
  })
})
