import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { add, fill, mul, sum, type Tensor, memory, setBackend } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { linearStudent } from '../testing/linear-student'
import { hard } from '../testing/losses'
import { points } from '../testing/points'
import { recorder } from '../testing/recorder'
import { sgd } from '../optimizers/index'
import { createTrainer } from './create-trainer'
import type { TrainerOptions } from './trainer-options'

beforeAll(() => setBackend('cpu'))

describe('a run that ends early', () => {
  let student: ReturnType<typeof linearStudent>
  let storage: ReturnType<typeof memoryStorage>
  let before: number
  const given = (): TrainerOptions => ({
    student,
    objective: [hard()],
    data: points(),
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 3,
    batchSize: 16,
    storage,
    checkpoints: 'checkpoints',
  })
  const saved = async (which: string) =>
    JSON.parse(new TextDecoder().decode(await storage.read(`checkpoints/${which}/weights.json`))) as number[]

  beforeEach(() => {
    before = memory().numTensors
    student = linearStudent()
    storage = memoryStorage()
  })
  afterEach(() => {
    student.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('finishes the step and saves the last weights when a callback asks for a stop', async () => {
    const heard = recorder({
      stepEnd: ({ run, progress }) => {
        if (progress.step === 4) run.requestStop('good enough')
      },
    })
    const result = await createTrainer({ ...given(), callbacks: [heard] }).run()
    expect(result).toMatchObject({ reason: 'stopped', detail: 'good enough', steps: 5 })
    expect(heard.heard.slice(-5)).toEqual([
      'stepEnd 4',
      'checkpointSaved step',
      'checkpointSaved last',
      'epochEnd 2',
      'runEnd stopped',
    ])
    expect(await saved('last')).toEqual(student.weights())
  })

  it('does the same when its signal is aborted, and tells the reason', async () => {
    const abort = new AbortController()
    const heard = recorder({
      stepEnd: ({ progress }) => {
        if (progress.step === 1) abort.abort('interrupted')
      },
    })
    const result = await createTrainer({ ...given(), callbacks: [heard], signal: abort.signal }).run()
    expect(result).toMatchObject({ reason: 'stopped', detail: 'interrupted', steps: 2 })
    expect(await saved('last')).toEqual(student.weights())
  })

  it('sees a signal that only another event can abort', async () => {
    const signal = AbortSignal.timeout(60)
    const result = await createTrainer({ ...given(), epochs: 1_000_000, signal }).run()
    expect(result).toMatchObject({ reason: 'stopped' })
  })

  it('takes no step when the signal is aborted already', async () => {
    const initial = student.weights()
    const result = await createTrainer({ ...given(), signal: AbortSignal.abort() }).run()
    expect(result).toMatchObject({ reason: 'stopped', steps: 0, epochs: [] })
    expect(student.weights()).toEqual(initial)
  })

  it('keeps the last good weights when a loss is no longer finite, and says which and when', async () => {
    const trail: (readonly number[])[] = []
    let computed = 0
    const breaking = {
      ...hard(),
      name: 'breaking',
      // The check computes it once too.
      compute: ({ studentLogits }: { studentLogits: Tensor }) =>
        add(
          mul(sum(studentLogits, -1), 0),
          fill([studentLogits.shape[0] ?? 1], computed++ < 3 ? 1 : Number.NaN),
        ),
    }
    const heard = recorder({ stepEnd: () => void trail.push(student.weights()) })
    const run = createTrainer({ ...given(), objective: [hard(), breaking], callbacks: [heard] }).run()
    await expect(run).rejects.toMatchObject({
      code: 'trainer/not-finite',
      category: 'work',
      message: expect.stringMatching(
        /\[breaking\] expected a finite loss; got NaN at step 3 \(epoch 1\)/,
      ) as string,
    })
    expect(heard.heard).toEqual([
      'runStart',
      'stepEnd 0',
      'stepEnd 1',
      'checkpointSaved last',
      'runEnd failed',
    ])
    // The weights that step 3 found were the bad ones; those that step 2 found were good.
    expect(await saved('last')).toEqual(trail[0])
    expect(student.weights()).toEqual(trail[0])
  })

  it('keeps its own error when the weights cannot be saved either', async () => {
    const full = { ...storage, write: () => Promise.reject(new Error('no space left on device')) }
    const run = createTrainer({ ...given(), storage: full }).run()
    await expect(run).rejects.toThrow('no space left on device')
  })

  it('names a callback that throws', async () => {
    const broken = recorder({
      epochEnd: () => {
        throw new TypeError('cannot draw')
      },
    })
    await expect(createTrainer({ ...given(), callbacks: [broken] }).run()).rejects.toMatchObject({
      category: 'work',
      message: expect.stringMatching(/\[recorder\] .*take epochEnd.*cannot draw/) as string,
    })
  })
})
