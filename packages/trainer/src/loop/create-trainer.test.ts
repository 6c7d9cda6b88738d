import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import {
  compilerKey,
  type Compiler,
  type EpochEnd,
  type Notice,
  type Progress,
  type RunStart,
} from '@potstill/spec'
import { backend, memory, setBackend } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, soft } from '../testing/losses'
import { points } from '../testing/points'
import { recorder } from '../testing/recorder'
import { sgd } from '../optimizers/index'
import { createTrainer } from './create-trainer'
import type { TrainerOptions } from './trainer-options'

beforeAll(() => setBackend('cpu'))

describe('createTrainer', () => {
  let student: ReturnType<typeof linearStudent>
  let before: number
  const given = (): TrainerOptions => ({
    student,
    objective: [hard()],
    data: points(),
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 3,
    batchSize: 16,
  })
  beforeEach(() => {
    before = memory().numTensors
    student = linearStudent()
  })
  afterEach(() => {
    student.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('learns what can be learned', async () => {
    const data = points({ examples: 200 })
    const { epochs } = await createTrainer({
      ...given(),
      data: { ...data, validation: data.train },
      epochs: 40,
    }).run()
    expect(epochs[0]!.validation!.accuracy).toBeLessThan(epochs.at(-1)!.validation!.accuracy)
    expect(epochs.at(-1)!.validation!.accuracy).toBeGreaterThan(0.97)
    expect(epochs.at(-1)!.train.total).toBeLessThan(epochs[0]!.train.total)
  })

  it('tells its events in order, and saves the last and the best weights', async () => {
    const storage = memoryStorage()
    const heard = recorder()
    const data = points()
    const result = await createTrainer({
      ...given(),
      data: { ...data, validation: data.train },
      epochs: 2,
      // From the second epoch on nothing changes, so the first stays the best.
      optimizer: sgd({ learningRate: ({ epoch }: Progress) => (epoch < 1 ? 0.5 : 0) }),
      storage,
      checkpoints: 'run/checkpoints',
      callbacks: [heard],
    }).run()
    expect(heard.heard).toEqual([
      'runStart',
      'stepEnd 0',
      'stepEnd 1',
      'stepEnd 2',
      'checkpointSaved last',
      'checkpointSaved best',
      'epochEnd 1',
      'checkpointSaved step',
      'stepEnd 3',
      'stepEnd 4',
      'stepEnd 5',
      'checkpointSaved last',
      'epochEnd 2',
      'checkpointSaved step',
      'runEnd finished',
    ])
    expect(result).toMatchObject({ reason: 'finished', steps: 6, best: { epoch: 1 } })
    expect(await storage.list('run/checkpoints')).toEqual(['best', 'last', 'step-3', 'step-6'])
    const last = new TextDecoder().decode(await storage.read('run/checkpoints/last/weights.json'))
    expect(JSON.parse(last)).toEqual(student.weights())
  })

  it('tells callbacks where they may write, and nothing where nobody said it', async () => {
    const places: unknown[] = []
    const callbacks = [recorder({ runStart: (event) => void places.push([event.storage, event.folder]) })]
    const storage = memoryStorage()
    await createTrainer({ ...given(), steps: 1, storage, folder: 'runs/a', callbacks }).run()
    await createTrainer({ ...given(), steps: 1, callbacks }).run()
    expect(places).toEqual([
      [storage, 'runs/a'],
      [undefined, undefined],
    ])
  })

  it('tells why it does not compile its steps, once, where the backend could', async () => {
    const compiler: Compiler = {
      compile: () => ({
        run: () => {
          throw new Error('it is too long')
        },
        dispose: () => undefined,
      }),
    }
    const current = backend() as { [compilerKey]?: Compiler }
    current[compilerKey] = compiler
    const notices: Notice[] = []
    const heard = recorder({ notice: (event) => void notices.push(event) })
    const trainer = createTrainer({ ...given(), callbacks: [heard] })
    await trainer.run().finally(() => delete current[compilerKey])
    expect(heard.heard.slice(0, 3)).toEqual(['runStart', 'notice', 'stepEnd 0'])
    expect(notices.map(({ message }) => message)).toEqual([expect.stringMatching(/got it is too long\.$/)])
  })

  it('refuses where its steps have to be compiled and the backend compiles none', async () => {
    await expect(createTrainer({ ...given(), compile: 'always' }).check()).rejects.toMatchObject({
      code: 'trainer/no-compiler',
    })
  })

  it('tells curves where the run is', async () => {
    const seen: Progress[] = []
    const weight = (progress: Progress) => {
      seen.push(progress)
      return 1
    }
    const { steps } = await createTrainer({
      ...given(),
      objective: [{ loss: hard(), weight }],
      epochs: 2,
    }).run()
    expect(steps).toBe(6)
    // The first reading is that of the check.
    expect(seen.slice(1)).toEqual(
      [0, 1, 2, 3, 4, 5].map((step) => ({ step, steps: 6, epoch: step / 3, epochs: 2, fraction: step / 6 })),
    )
  })

  it('tells the means over the examples of an epoch, its last small batch included', async () => {
    const losses: number[] = []
    const sizes: number[] = []
    const ends: EpochEnd[] = []
    await createTrainer({
      ...given(),
      epochs: 1,
      callbacks: [
        recorder({
          stepEnd: ({ total, examples }) => void (losses.push(total), sizes.push(examples)),
          epochEnd: (event) => void ends.push(event),
        }),
      ],
    }).run()
    expect(sizes).toEqual([16, 16, 8])
    const [a = 0, b = 0, c = 0] = losses
    expect(ends[0]?.train.total).toBeCloseTo((16 * a + 16 * b + 8 * c) / 40, 6)
    expect(ends[0]?.train.terms['hard']).toBeCloseTo((16 * a + 16 * b + 8 * c) / 40, 6)
  })

  it('stops after `steps`, in the middle of an epoch', async () => {
    const starts: RunStart[] = []
    const heard = recorder({ runStart: (event) => void starts.push(event) })
    const { steps, reason } = await createTrainer({ ...given(), steps: 4, callbacks: [heard] }).run()
    expect({ steps, reason }).toEqual({ steps: 4, reason: 'finished' })
    expect(starts[0]).toMatchObject({ steps: 4, stepsPerEpoch: 3, epochs: 2, batchSize: 16, parameters: 8 })
    expect(heard.heard.filter((event) => event.startsWith('epochEnd'))).toEqual(['epochEnd 1', 'epochEnd 2'])
  })

  it('takes the examples of an epoch in an order of the seed and the epoch, or in that of the data', async () => {
    const orders = async (options: Partial<TrainerOptions>) => {
      const seen: unknown[] = []
      const { spec, train } = points()
      const watched = {
        ...train,
        batches: (request: Parameters<typeof train.batches>[0]) => {
          seen.push(request.order)
          return train.batches(request)
        },
      }
      await createTrainer({ ...given(), ...options, data: { spec, train: watched }, epochs: 2 }).run()
      // The first request is that of the check.
      return seen.slice(1)
    }
    expect(await orders({ seed: 5 })).toEqual([
      { seed: 5, epoch: 0 },
      { seed: 5, epoch: 1 },
    ])
    expect(await orders({ shuffle: false })).toEqual(['sequential', 'sequential'])
  })

  it('opens its teacher once and closes it, also after a check alone and after a failure', async () => {
    const calls: string[] = []
    const teacher = fixedTeacher(2, {
      open: () => {
        calls.push('open')
        return { gives: ['logits'], logitsShape: [2], features: {} }
      },
      close: () => void calls.push('close'),
    })
    const options = { ...given(), teacher, objective: [soft()], epochs: 1 }
    await createTrainer(options).run()
    expect(calls.splice(0)).toEqual(['open', 'close'])

    const checked = createTrainer(options)
    await checked.check()
    await checked.close()
    expect(calls.splice(0)).toEqual(['open', 'close'])

    const failing = recorder({ stepEnd: () => Promise.reject(new Error('no')) })
    await expect(createTrainer({ ...options, callbacks: [failing] }).run()).rejects.toThrow('no')
    expect(calls).toEqual(['open', 'close'])
  })

  it.each([
    [
      'epochs that are no whole number',
      { epochs: 1.5 },
      /\[epochs\] expected a whole number of at least 1; got 1\.5/,
    ],
    ['a batch size of zero', { batchSize: 0 }, /\[batchSize\] expected a whole number of at least 1; got 0/],
    ['no steps at all', { steps: 0 }, /\[steps\]/],
    ['an empty split', { data: points({ examples: 0 }) }, /examples to train on; got an empty train split/],
    [
      'more classes than logits',
      { data: points({ classes: 5 }) },
      /logits for the 5 classes of the data; got 2 logits/,
    ],
    ['labels that no loss can have', { data: points({ labelled: false }) }, /labels/],
  ])('refuses %s before it trains', async (_, options, message) => {
    const heard = recorder()
    const trainer = createTrainer({ ...given(), ...options, callbacks: [heard] })
    await expect(trainer.run()).rejects.toMatchObject({
      category: 'request',
      message: expect.stringMatching(message) as string,
    })
    expect(heard.heard).toEqual([])
  })

  it('asks for a number of steps where the data have no size', async () => {
    const { spec, train } = points()
    const { size: _, ...stream } = train
    const endless = { ...given(), data: { spec, train: stream }, epochs: 1 }
    await expect(createTrainer(endless).run()).rejects.toThrow(
      /a number of steps, since the data do not tell/,
    )
    expect((await createTrainer({ ...endless, steps: 2 }).run()).steps).toBe(2)
  })
})
