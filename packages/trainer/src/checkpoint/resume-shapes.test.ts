import { memoryStorage } from '@potstill/formats'
import type { Storage } from '@potstill/spec'
import { memory } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTrainer } from '../loop/create-trainer'
import { copyOfStorage } from '../testing/copy-of-storage'
import { platforms, usePlatform } from '../testing/platforms'
import { listener } from '../testing/resumable'
import { shapes, type Shape } from '../testing/shapes'
import { checkpointPath, checkpointSteps } from './find-checkpoint'
import { readCheckpoint } from './read-checkpoint'
import type { Compile } from '../step/step-options'

interface More {
  readonly storage: Storage
  readonly compile: Compile
  readonly resume?: boolean
  /** Hears of every step, once it was taken. */
  readonly after?: (step: number) => Promise<void>
}

async function take(make: () => Shape, { after, ...more }: More) {
  const { students, options } = make()
  const heard = listener()
  const { stepEnd } = heard
  const watching = {
    ...heard,
    stepEnd: async (event: Parameters<NonNullable<typeof stepEnd>>[0]) => {
      await stepEnd?.(event)
      await after?.(event.progress.step + 1)
    },
  }
  try {
    const whole = { ...options, ...more, checkpoint: { everySteps: 2 }, callbacks: [watching] }
    const result = await createTrainer(whole).run()
    const weights = students.flatMap((student) => [...student.weights(), student.passes()])
    return { result, heard, weights, last: await lastCheckpoint(more.storage) }
  } finally {
    for (const student of students) student.dispose()
  }
}

/** All that there is to say of the newest checkpoint, but for times. */
async function lastCheckpoint(storage: Storage) {
  const [step = 0] = await checkpointSteps(storage, 'run')
  const path = checkpointPath('run', step)
  const read = await readCheckpoint(storage, path)
  if ('damage' in read) throw new Error(read.damage)
  const { seconds: _, history, ...state } = read.manifest.state
  return {
    tensors: await storage.read(`${path}/tensors.safetensors`),
    names: Object.keys(read.tensors),
    settings: read.manifest.settings,
    state,
    history: history.map(({ seconds: __, examplesPerSecond: ___, ...event }) => event),
  }
}

describe.each(platforms)('on $where', ({ compile, backend }) => {
  beforeAll(() => usePlatform({ backend }))
  let before: number
  beforeEach(() => {
    before = memory().numTensors
  })
  afterEach(() => expect(memory().numTensors).toBe(before))

  it.each(Object.entries(shapes))(
    'a run with %s that is killed in the middle of an epoch goes on as if it were not',
    async (_, make) => {
      const storage = memoryStorage()
      const left = new Map<number, Storage>()
      const whole = await take(make, {
        storage,
        compile,
        after: async (step) => void left.set(step, await copyOfStorage(storage, 'run').catch(memoryStorage)),
      })
      const perEpoch = whole.result.steps / 3
      expect(perEpoch).toBeGreaterThanOrEqual(3)
      // Killed in the step after the checkpoint: in the first epoch, and in the second.
      for (const saved of [2, 2 * Math.floor((perEpoch + 2) / 2)]) {
        expect(saved % perEpoch).toBeGreaterThan(0)
        const again = await take(make, { storage: left.get(saved + 1)!, compile, resume: true })
        expect(again.weights).toEqual(whole.weights)
        expect(again.last).toEqual(whole.last)
        expect([...again.heard.steps.keys()][0]).toBe(saved)
        expect([...again.heard.steps]).toEqual([...whole.heard.steps].slice(saved))
        for (const [epoch, event] of again.heard.epochs) expect(event).toEqual(whole.heard.epochs.get(epoch))
        expect(again.heard.epochs.size).toBe(3 - Math.floor(saved / perEpoch))
        expect(again.result.best).toEqual(whole.result.best)
        expect(again.heard.totals()).toBe(whole.heard.totals())
      }
    },
  )
})

describe('what is compared', () => {
  beforeAll(() => usePlatform(platforms[0]!))

  it('is all there: both networks, their averages, slots by term, peers, diagnostics', async () => {
    const { heard, last } = await take(shapes['all of it']!, { storage: memoryStorage(), compile: 'never' })
    for (const name of [
      'student/one/0',
      'student/other/2',
      'average/other/1',
      'memory/one/remembering/loss/state/mean',
      'memory/other/mutual/temperature/trainable/theta',
      'optimizer/dot/student/one/0/taskVelocity',
      'optimizer/dot/memory/other/mutual/temperature/trainable/theta/taughtVelocity',
      'teacher/other/0',
    ]) {
      expect(last.names).toContain(name)
    }
    expect([...heard.steps.values()].map((event) => 'diagnostics' in (event as object))).toEqual(
      Array.from({ length: 9 }, (_, step) => step % 2 === 0),
    )
    expect(heard.epochs.get(3)).toMatchObject({ validations: { one: {}, other: {} } })
  })

  it('is changed by the draws of the strategy', async () => {
    const make = shapes['a strategy that draws']!
    const plain = () => {
      const { students, options } = make()
      return { students, options: { ...options, strategies: [] } as Shape['options'] }
    }
    const [drawn, still] = [
      await take(make, { storage: memoryStorage(), compile: 'never' }),
      await take(plain, { storage: memoryStorage(), compile: 'never' }),
    ]
    expect(drawn.weights).not.toEqual(still.weights)
  })
})
