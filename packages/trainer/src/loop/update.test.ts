import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import type { RunStart, StepEnd } from '@potstill/spec'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { linearStudent } from '../testing/linear-student'
import { hard } from '../testing/losses'
import { points } from '../testing/points'
import { recorder } from '../testing/recorder'
import { sgd } from '../optimizers/index'
import { createTrainer } from './create-trainer'
import { measure } from './measure'
import type { TrainerOptions } from './trainer-options'

beforeAll(() => setBackend('cpu'))

describe('a run', () => {
  let student: ReturnType<typeof linearStudent>
  let before: number
  const given = (): TrainerOptions => ({
    student,
    objective: [hard()],
    data: points(),
    optimizer: sgd({ learningRate: 0.5 }),
    epochs: 2,
    batchSize: 8,
  })
  beforeEach(() => {
    before = memory().numTensors
    student = linearStudent()
  })
  afterEach(() => {
    student.dispose()
    expect(memory().numTensors).toBe(before)
  })

  async function run(more: Partial<TrainerOptions>) {
    const starts: RunStart[] = []
    const steps: StepEnd[] = []
    const watch = recorder({
      runStart: (event) => void starts.push(event),
      stepEnd: (event) => void steps.push(event),
    })
    const result = await createTrainer({ ...given(), callbacks: [watch], ...more }).run()
    return { result, start: starts[0]!, steps, heard: watch.heard }
  }

  it('counts updates, the last of an epoch with the batches that are left', async () => {
    // 40 examples: five batches of eight in an epoch, and so three updates.
    const { result, start, steps } = await run({ accumulate: 2 })
    expect(start).toMatchObject({ stepsPerEpoch: 3, steps: 6, epochs: 2 })
    expect(result).toMatchObject({ steps: 6, reason: 'finished' })
    expect(steps.map(({ examples }) => examples)).toEqual([16, 16, 8, 16, 16, 8])
    expect(steps.map(({ progress }) => progress.step)).toEqual([0, 1, 2, 3, 4, 5])
    expect(steps.map(({ batch }) => batch.ids.size)).toEqual([8, 8, 8, 8, 8, 8])
  })

  it('is the run of larger batches', async () => {
    const ours = await run({ accumulate: 2, shuffle: false })
    const weights = student.weights()
    student.dispose()
    student = linearStudent()
    const theirs = await run({ batchSize: 16, shuffle: false })
    weights.forEach((weight, index) => expect(weight).toBeCloseTo(student.weights()[index]!, 5))
    ours.result.epochs.forEach(({ train }, index) => {
      expect(train.total).toBeCloseTo(theirs.result.epochs[index]!.train.total, 5)
      expect(train.accuracy).toBeCloseTo(theirs.result.epochs[index]!.train.accuracy!, 5)
    })
  })

  it('stops in the middle of an epoch, and leaves no batch behind', async () => {
    const { result, steps } = await run({ accumulate: 3, steps: 3 })
    expect(result.steps).toBe(3)
    expect(steps.map(({ examples }) => examples)).toEqual([24, 16, 24])
  })

  it('measures, saves and ends with averaged weights', async () => {
    const storage = memoryStorage()
    const data = points()
    const options = { data: { ...data, validation: data.train }, storage, checkpoints: 'run' }
    const { result, heard } = await run({ ...options, ema: { decay: 0.9 } })
    const averaged = student.weights()
    const saved = JSON.parse(
      new TextDecoder().decode(await storage.read('run/last/weights.json')),
    ) as number[]
    expect(saved).toEqual([...averaged])
    expect(await measure(student, data.train, 8)).toEqual(result.epochs.at(-1)!.validation)
    expect(heard).toContain('checkpointSaved best')
    student.dispose()
    student = linearStudent()
    await run(options)
    // The same steps, without the averages.
    expect(student.weights()).not.toEqual(averaged)
  })

  it('hands everything to the step: what stays, what is clipped, what is looked at', async () => {
    const first = student.weights()
    const { steps } = await run({
      freeze: ['linear/bias'],
      groups: [{ variables: ['linear/kernel'], learningRate: 0.001 }],
      clip: { value: 0.01 },
      diagnostics: { everySteps: 4 },
    })
    const changes = student.weights().map((weight, index) => Math.abs(weight - first[index]!))
    expect(changes.slice(6)).toEqual([0, 0])
    // Ten steps of 0.5 · 0.001 · 0.01 at most.
    expect(Math.max(...changes)).toBeGreaterThan(0)
    expect(Math.max(...changes)).toBeLessThan(5.1e-5)
    expect(steps.flatMap(({ diagnostics, progress }) => (diagnostics ? [progress.step] : []))).toEqual([
      0, 4, 8,
    ])
    expect(Object.keys(steps[0]!.diagnostics!.termNorms)).toEqual(['hard'])
  })

  it('refuses an update of no batch', async () => {
    await expect(run({ accumulate: 0 })).rejects.toThrow(
      /accumulate\] expected a whole number of at least 1; got 0/,
    )
  })
})
