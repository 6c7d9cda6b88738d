import { memoryStorage } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { memory } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTrainer } from '../loop/create-trainer'
import { momentum } from '../optimizers/index'
import { platforms, usePlatform } from '../testing/platforms'
import { listener, resumable, type More } from '../testing/resumable'

/** 22 examples in batches of 4, two to an update: three steps in each of three epochs. */
const all = 9

async function take(storage: Storage, more: More = {}, stopAfter?: number) {
  const heard = listener(stopAfter)
  const options = { ...resumable({ storage, ...more }), callbacks: [heard], signal: heard.signal }
  const { student } = options
  try {
    const result = await createTrainer(options).run()
    const weights = [...student.weights(), student.passes()]
    return { result, heard, weights, bits: new Uint8Array(Float32Array.from(weights).buffer) }
  } finally {
    student.dispose()
  }
}

describe.each(platforms)('on $where, a run that goes on', ({ compile, backend }) => {
  beforeAll(() => usePlatform({ backend }))
  let before: number
  beforeEach(() => {
    before = memory().numTensors
  })
  afterEach(() => expect(memory().numTensors).toBe(before))

  const optimizers = { adam: {}, momentum: { optimizer: momentum({ learningRate: 0.05 }) } }

  it.each(Object.entries(optimizers))(
    'from any step, with %s, is the one that was not stopped',
    async (_, more) => {
      const whole = await take(memoryStorage(), { compile, ...more })
      expect(whole.result.steps).toBe(all)
      for (let stopAfter = 1; stopAfter <= all; stopAfter++) {
        const storage = memoryStorage()
        const first = await take(storage, { compile, ...more }, stopAfter)
        expect(first.result).toMatchObject({ reason: 'stopped', steps: stopAfter })
        const second = await take(storage, { compile, ...more, resume: true })
        expect(second.bits).toEqual(whole.bits)
        expect(second.result.best).toEqual(whole.result.best)
        expect([...second.heard.steps.keys()]).toEqual(
          Array.from({ length: all - stopAfter }, (__, index) => stopAfter + index),
        )
        for (const [step, event] of second.heard.steps) expect(event).toEqual(whole.heard.steps.get(step))
        for (const [epoch, event] of second.heard.epochs) expect(event).toEqual(whole.heard.epochs.get(epoch))
        expect(second.heard.epochs.get(3)).toBeDefined()
        expect(second.heard.totals()).toBe(whole.heard.totals())
        expect(second.result.epochs.map(({ train, validation }) => ({ train, validation }))).toEqual(
          whole.result.epochs.map(({ train, validation }) => ({ train, validation })),
        )
      }
    },
  )

  it('may be stopped after every step', async () => {
    const whole = await take(memoryStorage(), { compile })
    const storage = memoryStorage()
    for (let stopAfter = 1; stopAfter <= all; stopAfter++) {
      await take(storage, { compile, resume: true }, stopAfter)
    }
    const last = await take(storage, { compile, resume: true })
    expect(last.bits).toEqual(whole.bits)
    expect(last.result).toMatchObject({ reason: 'finished', steps: all, best: whole.result.best })
  })
})

describe('a run that goes on', () => {
  beforeAll(() => usePlatform(platforms[0]!))

  it('tells at its start how many steps were taken, and takes none where all were', async () => {
    const storage = memoryStorage()
    const whole = await take(storage)
    const taken: number[] = []
    const options = resumable({ storage, resume: true })
    const result = await createTrainer({
      ...options,
      callbacks: [{ ...listener(), runStart: (event) => void taken.push(event.taken) }],
    }).run()
    expect(taken).toEqual([all])
    expect(result).toMatchObject({ reason: 'finished', steps: all, best: whole.result.best })
    expect([...options.student.weights(), options.student.passes()]).toEqual(whole.weights)
    options.student.dispose()
  })

  it('starts anew where there is no checkpoint', async () => {
    const [anew, whole] = [await take(memoryStorage(), { resume: true }), await take(memoryStorage())]
    expect(anew.bits).toEqual(whole.bits)
  })

  it('starts anew where nobody asks to go on, and what an earlier run left makes way', async () => {
    const storage = memoryStorage()
    await take(storage)
    expect(await storage.list('run')).toEqual(['best', 'last', 'step-6', 'step-9'])
    await take(storage, { checkpoint: { everySteps: 1, keep: 3 } }, 2)
    expect(await storage.list('run')).toEqual(['best', 'last', 'step-1', 'step-2'])
    const first = await take(storage, { checkpoint: { everySteps: 1, keep: 3 }, resume: true })
    expect(await storage.list('run')).toEqual(['best', 'last', 'step-7', 'step-8', 'step-9'])
    expect(first.bits).toEqual((await take(memoryStorage())).bits)
  })

  it('says so where a callback that remembered something is gone', async () => {
    const storage = memoryStorage()
    await take(storage, {}, 2)
    const heard = listener()
    const options = resumable({ storage, resume: true })
    await createTrainer({ ...options, callbacks: [{ ...heard, name: 'another' }] }).run()
    expect(heard.notices).toContainEqual(expect.stringMatching(/state of the callback listener/))
    options.student.dispose()
  })

  it.each<[string, More, RegExp]>([
    ['seed', { seed: 5 }, /seed was 4, is 5/],
    ['batch size', { batchSize: 5 }, /batchSize was 4, is 5/],
    ['accumulation', { accumulate: 1 }, /accumulate was 2, is 1/],
    ['order', { shuffle: false }, /shuffle was true, is false/],
    ['optimizer', { optimizer: momentum({ learningRate: 0.05 }) }, /optimizer was "adam", is "momentum"/],
    [
      'averages',
      { ema: { decay: 0.5 }, freeze: ['linear/bias'] },
      /optimizer\/adam\/student\/\/1\/firstMoment was float32 \[2\], is none/,
    ],
  ])('refuses another %s', async (_, more, message) => {
    const storage = memoryStorage()
    await take(storage, {}, 2)
    await expect(take(storage, { ...more, resume: true })).rejects.toMatchObject({
      code: 'trainer/other-run',
      category: 'request',
      message: expect.stringMatching(message) as string,
    })
  })

  it.each([{ everySteps: 0 }, { everyEpochs: 1.5 }, { keep: 0 }])('refuses %o', async (checkpoint) => {
    await expect(take(memoryStorage(), { checkpoint })).rejects.toMatchObject({ code: 'trainer/option' })
  })
})
