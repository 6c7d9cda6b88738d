import '@tensorflow/tfjs-backend-cpu'
import { arrays } from '@potstill/data'
import { histogramOf, memoryStorage, readEvents } from '@potstill/formats'
import { crossEntropy } from '@potstill/losses'
import type { Storage } from '@potstill/spec'
import { mlp } from '@potstill/students'
import { createTrainer, sgd } from '@potstill/trainer'
import { memory, tensor1d, tensor4d, variable } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { tensorboard } from './tensorboard'
import { pretendRun } from './testing/events'

/** What the event file of a folder holds, without its first event; `which` counts from 0. */
async function eventsIn(storage: Storage, folder: string, which = 0) {
  const name = (await storage.list(folder)).filter((file) => file.includes('tfevents'))[which]!
  const [first, ...events] = readEvents(await storage.read(`${folder}/${name}`))
  expect(first).toMatchObject({ step: 0, fileVersion: 'brain.Event:2' })
  return events
}

const tagsOf = ({ values = [] }: Awaited<ReturnType<typeof eventsIn>>[number]) => values.map(({ tag }) => tag)

/** Tells steps `from` up to `to`, and the ends of epochs on the way. */
async function go(
  callback: ReturnType<typeof tensorboard>,
  run: ReturnType<typeof pretendRun>,
  from: number,
  to: number,
) {
  for (let step = from; step < to; step++) {
    await callback.stepEnd?.(run.stepEnd(step, { total: step }))
    if (step % 4 === 3) await callback.epochEnd?.(run.epochEnd((step + 1) / 4))
  }
}

describe('tensorboard', () => {
  it('writes scalars every so many steps and of each epoch', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage, folder: 'runs/a' })
    const callback = tensorboard({ everySteps: 3 })
    await callback.runStart?.(run.start)
    await go(callback, run, 0, 7)
    const events = await eventsIn(storage, 'runs/a')
    expect(events.map(({ step, values }) => [step, values?.[0]])).toEqual([
      [3, { tag: 'step/total', scalar: 2 }],
      [4, { tag: 'train/total', scalar: 1.25 }],
      [6, { tag: 'step/total', scalar: 5 }],
    ])
    expect(tagsOf(events[0]!)).toContain('temperature/soft')
    expect(tagsOf(events[1]!)).toContain('validation/accuracy')
  })

  it('writes diagnostics whenever they come', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage, folder: 'runs/a' })
    const callback = tensorboard({ everySteps: 100 })
    await callback.runStart?.(run.start)
    const diagnostics = { gradientNorm: 5, termNorms: { hard: 3 }, cosines: { 'hard|soft': 0.5 } }
    await callback.stepEnd?.(run.stepEnd(1, { diagnostics }))
    expect(await eventsIn(storage, 'runs/a')).toMatchObject([
      {
        step: 2,
        values: [
          { tag: 'gradient/norm', scalar: 5 },
          { tag: 'gradient/norm/hard', scalar: 3 },
          { tag: 'gradient/cosine/hard|soft', scalar: 0.5 },
        ],
      },
    ])
  })

  it('writes images of the first batch of each epoch', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage })
    const callback = tensorboard({ folder: 'logs', everySteps: 100, images: 2 })
    await callback.runStart?.(run.start)
    const batch = { ids: tensor1d([0, 1, 2], 'int32'), inputs: tensor4d(Array(18).fill(0.5), [3, 3, 2, 1]) }
    for (const step of [0, 1, 3, 4, 5]) await callback.stepEnd?.(run.stepEnd(step, { batch }))
    const events = await eventsIn(storage, 'logs')
    expect(events.map(({ step }) => step)).toEqual([1, 5])
    for (const event of events) {
      expect(event.values).toMatchObject([
        { tag: 'inputs/0', image: { width: 2, height: 3, channels: 1 } },
        { tag: 'inputs/1', image: { width: 2, height: 3, channels: 1 } },
      ])
    }
  })

  it("writes histograms of the student's variables after each epoch, as they are then, unless told not to", async () => {
    const kernel = variable(tensor1d([0, 1, 2]), true, 'dense/kernel')
    const inFile = async (histograms: boolean) => {
      const storage = memoryStorage()
      const run = pretendRun({ storage, folder: 'runs/a' })
      const callback = tensorboard({ histograms })
      await callback.runStart?.({ ...run.start, student: { ...run.start.student, variables: [kernel] } })
      kernel.assign(tensor1d([3, 4, 8]))
      await callback.epochEnd?.(run.epochEnd(1))
      const [event] = await eventsIn(storage, 'runs/a')
      return event!.values!.filter((value) => 'histogram' in value)
    }
    expect(await inFile(true)).toEqual([{ tag: 'variables/dense/kernel', histogram: histogramOf([3, 4, 8]) }])
    expect(await inFile(false)).toEqual([])
    kernel.dispose()
  })

  it('goes on from a checkpoint as if nothing had come after it', async () => {
    const storage = memoryStorage()
    const whole = pretendRun({ storage, folder: 'whole' })
    const uninterrupted = tensorboard({ everySteps: 2 })
    await uninterrupted.runStart?.(whole.start)
    await go(uninterrupted, whole, 0, 12)

    const first = pretendRun({ storage, folder: 'cut' })
    const before = tensorboard({ everySteps: 2 })
    await before.runStart?.(first.start)
    await go(before, first, 0, 5)
    const state = JSON.parse(JSON.stringify(await before.state?.())) as null
    await go(before, first, 5, 8)

    const second = pretendRun({ storage, folder: 'cut', taken: 5 })
    const after = tensorboard({ everySteps: 2 })
    await after.restore?.(state)
    await after.runStart?.(second.start)
    await go(after, second, 5, 12)

    expect(await storage.list('cut')).toHaveLength(1)
    const told = async (folder: string) =>
      (await eventsIn(storage, folder)).map(({ step, values }) => ({ step, values }))
    expect(await told('cut')).toEqual(await told('whole'))
  })

  it('starts another file where the one of the checkpoint is gone or shorter, and for each new run', async () => {
    const storage = memoryStorage()
    const run = pretendRun({ storage, folder: 'runs/a' })
    const callback = tensorboard({ everySteps: 1 })
    await storage.append('runs/a/short', new Uint8Array(99))
    for (const [step, file] of ['gone', 'short', undefined].entries()) {
      if (file !== undefined) await callback.restore?.({ file, bytes: 100 })
      await callback.runStart?.(run.start)
      await callback.stepEnd?.(run.stepEnd(step))
    }
    expect((await eventsIn(storage, 'runs/a', 0)).map(({ step }) => step)).toEqual([1])
    expect((await eventsIn(storage, 'runs/a', 1)).map(({ step }) => step)).toEqual([2])
    expect((await eventsIn(storage, 'runs/a', 2)).map(({ step }) => step)).toEqual([3])
    expect(await storage.read('runs/a/short')).toEqual(new Uint8Array(99))
  })

  it('refuses a run without a place to write to', async () => {
    const start = async () => tensorboard().runStart?.(pretendRun().start)
    await expect(start()).rejects.toMatchObject({ code: 'loggers/no-place', component: 'tensorboard' })
  })

  it('watches a real run, and leaves no tensor', async () => {
    const storage = memoryStorage()
    const images = Array.from({ length: 8 }, (_, index) => [[[index / 8], [0.5]]])
    const data = await arrays({ inputs: images, labels: images.map((_, index) => index % 2) }).open({
      storage,
    })
    const student = await mlp({ hidden: [3] }).build({
      inputShape: data.spec.inputShape,
      classes: 2,
      seed: 1,
    })
    const before = memory().numTensors
    await createTrainer({
      student,
      objective: [{ loss: crossEntropy() }],
      data: { spec: data.spec, train: data.split('train') },
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 2,
      batchSize: 4,
      storage,
      folder: 'runs/real',
      callbacks: [tensorboard({ everySteps: 1, images: 1 })],
    }).run()
    expect(memory().numTensors).toBe(before)
    const events = await eventsIn(storage, 'runs/real')
    expect(events.map(({ step }) => step)).toEqual([1, 2, 2, 3, 4, 4])
    expect(tagsOf(events[0]!)).toContain('inputs/0')
    const kept = student.variables.map(({ name }) => `variables/${name}`)
    expect(kept).toHaveLength(4)
    expect(tagsOf(events[5]!)).toEqual(expect.arrayContaining(kept))
    student.dispose()
  })
})
