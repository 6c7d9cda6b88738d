import { memoryStorage } from '@potstill/formats'
import type { Callback, RunHandle, Storage } from '@potstill/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTrainer } from '../loop/create-trainer'
import { platforms, usePlatform } from '../testing/platforms'
import { listener, resumable } from '../testing/resumable'

/** 22 examples in batches of 4, two to an update: three steps in each of three epochs. */
type When = (run: RunHandle, place: { readonly step?: number; readonly epoch?: number }) => void

const stopWhen = (when: When): Callback => {
  let handle: RunHandle | undefined
  return {
    kind: 'callback',
    name: 'stopper',
    specVersion: 1,
    runStart: ({ run }) => {
      handle = run
      when(run, {})
    },
    stepEnd: ({ run, progress }) => when(run, { step: progress.step + 1 }),
    epochEnd: ({ run, epoch }) => when(run, { epoch }),
    checkpointSaved: ({ which, step }) => {
      if (which === 'step') when(handle!, { step: step + 0.5 })
    },
  }
}

async function take(storage: Storage, stopper: readonly Callback[], resume = false) {
  const heard = listener()
  const options = {
    ...resumable({ storage, resume, checkpoint: { everySteps: 1, keep: 9 } }),
    callbacks: [heard, ...stopper],
  }
  const { student } = options
  try {
    const { reason, detail, steps, best, epochs } = await createTrainer(options).run()
    const history = epochs.map(({ epoch, step, train, validation }) => ({ epoch, step, train, validation }))
    return {
      result: { reason, detail, steps, best, history },
      weights: [...student.weights(), student.passes()],
      taken: [...heard.steps.keys()],
    }
  } finally {
    student.dispose()
  }
}

const places: Readonly<Record<string, readonly [When, steps: number]>> = {
  'in the middle of an epoch': [(run, { step }) => step === 5 && run.requestStop('enough'), 5],
  'at the last step of an epoch': [(run, { step }) => step === 6 && run.requestStop('enough'), 6],
  'after an epoch': [(run, { epoch }) => epoch === 2 && run.requestStop('enough'), 6],
  'at the last step': [(run, { step }) => step === 9 && run.requestStop('enough'), 9],
  'after a checkpoint': [(run, { step }) => step === 4.5 && run.requestStop('enough'), 4],
  'before the first step': [(run, { step, epoch }) => step ?? epoch ?? run.requestStop('enough'), 0],
}

describe('a run that a callback stopped', () => {
  beforeAll(() => usePlatform(platforms[0]!))

  it.each(Object.entries(places))('%s is over: to go on takes no step', async (_, [when, steps]) => {
    const storage = memoryStorage()
    const whole = await take(storage, [stopWhen(when)])
    expect(whole.result).toMatchObject({ reason: 'stopped', detail: 'enough', steps })
    // Neither with the callback nor without.
    for (const stopper of [[stopWhen(when)], []]) {
      const again = await take(storage, stopper, true)
      expect(again).toEqual({ ...whole, taken: [] })
    }
  })

  it.each(Object.entries(places).filter(([, [, steps]]) => steps > 1))(
    '%s, and interrupted before, ends as it would have',
    async (_, [when, steps]) => {
      const storage = memoryStorage()
      const whole = await take(storage, [stopWhen(when)])
      for (let back = 1; back < steps; back++) {
        for (const step of Array.from({ length: back }, (__, index) => steps - index)) {
          await storage.remove(`run/step-${step}`)
        }
        const again = await take(storage, [stopWhen(when)], true)
        expect(again.result).toEqual(whole.result)
        expect(again.weights).toEqual(whole.weights)
        expect(again.taken).toHaveLength(back)
      }
    },
  )

  it('goes on where it was interrupted from outside', async () => {
    const storage = memoryStorage()
    const whole = await take(memoryStorage(), [])
    const options = resumable({ storage })
    const heard = listener(4)
    await createTrainer({ ...options, callbacks: [heard], signal: heard.signal }).run()
    options.student.dispose()
    const again = await take(storage, [], true)
    expect(again).toEqual({ ...whole, taken: [4, 5, 6, 7, 8] })
  })
})
