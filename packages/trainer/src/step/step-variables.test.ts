import { beforeAll, describe, expect, it } from 'vitest'
import { momentum } from '../optimizers/index'
import { countingStudent } from '../testing/counting-student'
import { fixedTeacher } from '../testing/fixed-teacher'
import { follower } from '../testing/follower'
import { hard, remembering, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { wandering } from '../testing/resumable'
import { stepBench } from '../testing/step-bench'
import { createStep } from './create-step'

beforeAll(() => usePlatform(platforms[0]!))

describe('the variables of a step', () => {
  const bench = stepBench()

  it('are all that steps change, by the same names in every process', async () => {
    const names = []
    for (let process = 0; process < 2; process++) {
      const student = countingStudent()
      const step = await createStep({
        student,
        teacher: follower(),
        objective: [{ loss: soft(), temperature: wandering }, remembering()],
        optimizer: momentum({ learningRate: 0.1 }),
        ema: { decay: 0.5 },
        freeze: ['linear/bias'],
      })
      expect(step.variables()).toEqual({})
      await step.check(bench.batch)
      names.push(Object.keys(step.variables()))
      expect(step.variables()['student//0']).toBe(student.variables[0])
      await step.close()
      student.dispose()
    }
    expect(names[0]).toEqual([
      'student//0',
      'student//1',
      'student//2',
      'average//0',
      'average//1',
      'average//2',
      'memory/soft/temperature/trainable/theta',
      'memory/soft/temperature/state/drift',
      'memory/remembering/loss/trainable/offset',
      'memory/remembering/loss/state/mean',
      'memory/remembering/loss/state/untouched',
      'optimizer/momentum/student//0/velocity',
      'optimizer/momentum/memory/soft/temperature/trainable/theta/velocity',
      'optimizer/momentum/memory/remembering/loss/trainable/offset/velocity',
      'teacher//0',
      'teacher//1',
    ])
    expect(names[1]).toEqual(names[0])
  })

  it('have the names of learners, and a teacher of several stands under the first', async () => {
    const students = [countingStudent(), countingStudent()]
    const teacher = follower()
    const step = await createStep({
      learners: students.map((student, index) => ({
        name: ['one', 'two'][index]!,
        student,
        teacher: index === 0 ? teacher : fixedTeacher(2),
        objective: [hard(), soft()],
      })),
      optimizer: momentum({ learningRate: 0.1 }),
    })
    await step.check(bench.batch)
    const names = Object.keys(step.variables())
    expect(names.filter((name) => name.startsWith('student/'))).toEqual(
      ['one', 'two'].flatMap((name) => [0, 1, 2].map((index) => `student/${name}/${index}`)),
    )
    expect(names.filter((name) => name.startsWith('teacher/'))).toEqual(['teacher/one/0', 'teacher/one/1'])
    await step.close()
    for (const student of students) student.dispose()
  })
})
