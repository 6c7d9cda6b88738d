import { memoryStorage, readSafetensors, writeSafetensors } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { memory } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TermVariables } from '../objective'
import { adam } from '../optimizers/index'
import { copyOfStorage } from '../testing/copy-of-storage'
import { countingStudent } from '../testing/counting-student'
import { factorTransfer, paraphraser } from '../testing/factor-transfer'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, remembering } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { points } from '../testing/points'
import { listener } from '../testing/resumable'
import { createTrainer } from './create-trainer'
import type { TrainerOptions } from './trainer-options'

const taps = [['logits', 'input']] as const

async function train(given: Partial<TrainerOptions>) {
  const student = countingStudent({ dropout: 0.2 })
  const heard = listener()
  const initial = [...student.weights(), student.passes()]
  const trainer = createTrainer({
    student,
    teacher: fixedTeacher(2),
    data: points({ examples: 16 }),
    optimizer: adam({ learningRate: 0.05 }),
    epochs: 4,
    batchSize: 4,
    seed: 3,
    ...given,
    objective: given.objective ?? [],
    callbacks: [...(given.callbacks ?? []), heard],
  })
  try {
    const { epochs } = await trainer.run()
    const weights = [...student.weights(), student.passes()]
    const totals = epochs.map((epoch) => epoch.train.total)
    return { initial, weights, totals, memories: trainer.memories(), steps: [...heard.steps.keys()] }
  } finally {
    student.dispose()
  }
}

const first = (more: Partial<TrainerOptions> = {}) =>
  train({ objective: [{ loss: paraphraser(), taps }], ...more })
const second = (start: TermVariables | undefined, more: Partial<TrainerOptions> = {}) =>
  train({ objective: [hard(), { loss: factorTransfer(), taps, ...(start && { start }) }], ...more })

describe.each(platforms)('on $where, factor transfer in two trainers', ({ compile, backend }) => {
  beforeAll(() => usePlatform({ backend }))
  let before: number
  beforeEach(() => {
    before = memory().numTensors
  })
  afterEach(() => expect(memory().numTensors).toBe(before))

  it('makes a paraphraser ready without the student, and keeps it as it is thereafter', async () => {
    const { totals, initial, weights, memories } = await first({ compile })
    expect(totals.at(-1)).toBeLessThan(0.5 * totals[0]!)
    expect(weights).toEqual(initial)

    const start = memories['paraphraser']!
    expect(Object.keys(start)).toEqual(['encode', 'decode'])
    const [ready, anew] = [await second(start, { compile }), await second(undefined, { compile })]
    const kept = ready.memories['factorTransfer']!
    expect(kept['encode']).toEqual(start['encode'])
    expect(kept['translate']).not.toEqual(anew.memories['factorTransfer']!['translate'])
    expect(kept['encode']).not.toEqual(anew.memories['factorTransfer']!['encode'])
    expect(ready.weights).not.toEqual(ready.initial)
    expect(ready.weights).not.toEqual(anew.weights)
  })

  it('goes on from a checkpoint of either as if it had not stopped', async () => {
    /** The run, and the same that was killed after so many steps and went on. */
    const both = async (run: (more: Partial<TrainerOptions>) => ReturnType<typeof train>) => {
      const storage = memoryStorage()
      let left: Storage | undefined
      const watch = {
        ...listener(),
        name: 'watch',
        stepEnd: async ({ progress }: { progress: { step: number } }) => {
          if (progress.step === 6) left = await copyOfStorage(storage, 'run')
        },
      }
      const options = { compile, checkpoints: 'run', checkpoint: { everySteps: 3 } }
      const whole = await run({ ...options, storage, callbacks: [watch] })
      const again = await run({ ...options, storage: left!, resume: true })
      expect(again.steps[0]).toBe(6)
      return [whole, again] as const
    }
    const [trained, resumed] = await both(first)
    expect(resumed.memories).toEqual(trained.memories)
    const start = trained.memories['paraphraser']!
    const [whole, again] = await both((more) => second(start, more))
    expect(again.memories).toEqual(whole.memories)
    expect(again.weights).toEqual(whole.weights)
    expect(again.memories['factorTransfer']!['encode']).toEqual(start['encode'])
  })
})

describe('the start of a term', () => {
  beforeAll(() => usePlatform(platforms[0]!))
  let before: number
  beforeEach(() => {
    before = memory().numTensors
  })
  afterEach(() => expect(memory().numTensors).toBe(before))

  it('may come from a file', async () => {
    const { memories } = await first()
    const start = memories['paraphraser']!
    const read = readSafetensors(writeSafetensors({ ...start })).tensors
    expect((await second(read)).weights).toEqual((await second(start)).weights)
  })

  it('is what check made, before anything is trained, and nothing before that', async () => {
    const student = countingStudent()
    const trainer = createTrainer({
      student,
      teacher: fixedTeacher(2),
      objective: [remembering(), { loss: paraphraser({ factors: 1 }), taps, name: 'ready' }, hard()],
      data: points(),
      optimizer: adam({ learningRate: 0.05 }),
      epochs: 1,
      batchSize: 4,
    })
    expect(trainer.memories()).toEqual({})
    await trainer.check()
    await trainer.close()
    student.dispose()
    const shapes = Object.entries(trainer.memories()).map(([term, variables]) => [
      term,
      Object.entries(variables).map(([name, { shape }]) => [name, shape]),
    ])
    expect(Object.fromEntries(shapes)).toEqual({
      remembering: [
        ['offset', [2]],
        ['mean', [2]],
        ['untouched', [2]],
      ],
      ready: [
        ['encode', [3, 1]],
        ['decode', [1, 3]],
      ],
      hard: [],
    })
  })

  it('has to have something in common with the term', async () => {
    const { memories } = await train({ objective: [remembering()] })
    await expect(second(memories['remembering'])).rejects.toMatchObject({
      code: 'trainer/start',
      component: 'factorTransfer',
      category: 'request',
      message: expect.stringMatching(
        /like its own: translate float32 \[2, 2\], encode float32 \[3, 2\]; got offset float32 \[2\], mean/,
      ) as string,
    })
    await expect(train({ objective: [{ loss: hard(), start: memories['remembering']! }] })).rejects.toThrow(
      /like its own: it has none; got offset/,
    )
  })

  it('has to have it in the same shape', async () => {
    const { memories } = await first({ objective: [{ loss: paraphraser({ factors: 3 }), taps }] })
    await expect(second(memories['paraphraser'])).rejects.toThrow(
      /encode float32 \[3, 2\]; got encode float32 \[3, 3\], decode float32 \[3, 3\]/,
    )
  })
})
