import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { EpochEnd, RunStart, StepEnd } from '@potstill/spec'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Learner } from '../learner'
import { sgd } from '../optimizers/index'
import { linearStudent } from '../testing/linear-student'
import { hard, soft } from '../testing/losses'
import { points } from '../testing/points'
import { createTrainer } from './create-trainer'
import { measure } from './measure'

beforeAll(() => setBackend('cpu'))

const learner = (name: string, peer: string, seed: number) => ({
  name,
  student: linearStudent({ seed }),
  teacher: { peer },
  objective: [hard(), soft()],
})

const common = (learners: readonly Learner[]) => {
  const data = points()
  return {
    learners,
    data: { ...data, validation: data.train },
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 2,
    batchSize: 16,
  }
}

describe('a run of learners that learn together', () => {
  it('tells of all of them by name, goes by the first, and saves each', async () => {
    const before = memory().numTensors
    const [one, two] = [learner('one', 'two', 1), learner('two', 'one', 2)]
    const storage = memoryStorage()
    const starts: RunStart[] = []
    const steps: StepEnd[] = []
    const epochs: EpochEnd[] = []
    const { data, ...options } = common([one, two])
    const { best } = await createTrainer({
      ...options,
      data,
      storage,
      checkpoints: 'run',
      callbacks: [
        {
          kind: 'callback',
          name: 'collector',
          specVersion: 1,
          runStart: (event) => void starts.push(event),
          stepEnd: (event) => void steps.push(event),
          epochEnd: (event) => void epochs.push(event),
        },
      ],
    }).run()

    expect(starts[0]).toMatchObject({
      name: 'linear',
      student: one.student,
      terms: ['one/hard', 'one/soft', 'two/hard', 'two/soft'],
    })
    // 40 examples in batches of 16: the last of an epoch has 8.
    const mean = (name: string, [first, second, third]: readonly StepEnd[]) =>
      (16 * first!.accuracies![name]! + 16 * second!.accuracies![name]! + 8 * third!.accuracies![name]!) / 40
    expect(epochs[0]!.train.accuracies!['one']).toBeCloseTo(mean('one', steps), 6)
    expect(epochs[0]!.train.accuracies!['two']).toBeCloseTo(mean('two', steps), 6)
    expect(epochs[0]!.train.accuracy).toBe(epochs[0]!.train.accuracies!['one'])
    expect(epochs[1]!.validations).toEqual({
      one: await measure(one.student, data.train, 16),
      two: await measure(two.student, data.train, 16),
    })
    expect(epochs[1]!.validation).toEqual(epochs[1]!.validations!['one'])
    const accuracies = epochs.map(({ validation }) => validation!.accuracy)
    expect(best!.accuracy).toBe(Math.max(...accuracies))

    const saved = async (path: string) =>
      JSON.parse(new TextDecoder().decode(await storage.read(path))) as unknown
    expect(await saved('run/last/weights.json')).toEqual(one.student.weights())
    expect(await saved('run/last/two/weights.json')).toEqual(two.student.weights())
    for (const { student } of [one, two]) student.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('is refused where one has too few classes, where there is none, and beside a student', async () => {
    const small = linearStudent({ classes: 1, seed: 2 })
    const one = linearStudent()
    const learners = [
      { name: 'one', student: one, objective: [hard()] },
      { name: 'two', student: small, objective: [hard()] },
    ]
    await expect(createTrainer(common(learners)).check()).rejects.toMatchObject({
      code: 'trainer/class-count',
    })
    expect(() => createTrainer(common([]))).toThrow(/at least one learner/)
    expect(() => createTrainer({ ...common(learners), student: one } as never)).toThrow(/got both/)
    small.dispose()
    one.dispose()
  })
})
