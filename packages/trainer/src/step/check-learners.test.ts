import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Learner } from '../learner'
import { sgd } from '../optimizers/index'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, hint, soft } from '../testing/losses'
import { stepBench } from '../testing/step-bench'
import { createStep } from './create-step'

beforeAll(() => setBackend('cpu'))

describe('createStep refuses', () => {
  const bench = stepBench()
  const optimizer = sgd({ learningRate: 0.1 })
  const learner = (name: string, more: Partial<Learner> = {}): Learner => ({
    name,
    objective: [hard()],
    ...more,
    student: more.student ?? linearStudent(),
  })
  const follower = fixedTeacher(2, { afterStep: () => undefined })

  it.each([
    ['no learner', () => [], /expected at least one learner; got none/],
    [
      'two of one name',
      () => [learner('one'), learner('one')],
      /\[one\] expected learners of different names, without a \/; got "one", "one"/,
    ],
    ['a name with a stroke', () => [learner('one/two')], /without a \/; got "one\/two"/],
    [
      'a student that learns twice',
      () => [learner('one', { student: bench.student }), learner('two', { student: bench.student })],
      /\[two\] expected a student of its own; got the student of one/,
    ],
    [
      'a teacher that would follow two',
      () => [learner('one', { teacher: follower }), learner('two', { teacher: follower })],
      /\[two\] expected a fixed of its own.*got the teacher of one/,
    ],
    [
      'a peer that is not there',
      () => [learner('one', { teacher: { peer: 'three' } }), learner('two')],
      /\[one\/hard\] expected the name of another learner: two; got three/,
    ],
    [
      'a learner that is its own peer',
      () => [learner('one', { objective: [{ loss: soft(), teacher: { peer: 'one' } }] })],
      /\[one\/soft\].*of which there is none; got one, the learner itself.*use self\(\)/,
    ],
    [
      'a peer with other classes',
      () => [
        learner('one', { objective: [soft()], teacher: { peer: 'two' } }),
        learner('two', { student: linearStudent({ classes: 3 }) }),
      ],
      /\[one\/soft\] expected a teacher and a student with the same number of classes; got teacher 3, student 2/,
    ],
    [
      'a tap that a peer does not have',
      () => [
        learner('one', {
          objective: [{ loss: hint(), taps: [['input', 'stage9']] }],
          teacher: { peer: 'two' },
        }),
        learner('two'),
      ],
      /\[one\/hint\] expected a tap of the teacher: input, logits; got stage9/,
    ],
    [
      'a loss that needs a teacher, and has a peer for another term only',
      () => [
        learner('one', { objective: [{ loss: soft(), teacher: { peer: 'two' } }, soft()] }),
        learner('two'),
      ],
      /\[one\/soft#2\] expected a teacher that gives logits.*got no teacher/,
    ],
  ] as const)('%s', async (_, learners, message) => {
    const given = learners()
    await expect(createStep({ learners: given, optimizer })).rejects.toMatchObject({
      category: 'request',
      message: expect.stringMatching(message),
    })
    for (const { student } of given) if (student !== bench.student) student.dispose()
  })

  it('a peer where one student learns alone', async () => {
    const objective = [{ loss: soft(), teacher: { peer: 'two' } }]
    await expect(createStep({ student: bench.student, objective, optimizer })).rejects.toThrow(
      /\[soft\] expected the name of another learner, of which there is none; got two/,
    )
  })

  it('learners beside a student', async () => {
    const both = { student: bench.student, learners: [learner('one', { student: bench.student })], optimizer }
    await expect(createStep(both as never)).rejects.toThrow(/either learners, or one student.*got both/)
  })

  it('a teacher that cannot be opened, and closes the one that could', async () => {
    let closed = 0
    const good = fixedTeacher(2, { close: () => void (closed += 1) })
    const bad = fixedTeacher(2, {
      open: () => {
        throw new Error('no file')
      },
    })
    const other = linearStudent()
    const learners = [
      learner('one', { student: bench.student, teacher: good }),
      learner('two', { student: other, teacher: bad }),
    ]
    await expect(createStep({ learners, optimizer })).rejects.toThrow(
      /\[fixed\] expected fixed to open.*no file/,
    )
    expect(closed).toBe(1)
    other.dispose()
  })
})
