import '@tensorflow/tfjs-backend-cpu'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { defineAugmentation, type Batch } from '@potstill/spec'
import { dispose, memory, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { NamedPlan } from '../augment/augmentation-workers'
import { namesOf } from '../augment/built-in'
import {
  augmented,
  colour,
  crop,
  cutmix,
  cutout,
  flip,
  jitter,
  mixup,
  normalise,
  rotate,
  type AugmentOptions,
} from '../index'
import { augmentationWorkers } from '../node'
import { counted, imageData } from '../testing/images'
import { takeBatches } from '../testing/take-batches'
import { workerProgram } from '../testing/worker-program'

let bundle: Awaited<ReturnType<typeof workerProgram>>
beforeAll(async () => {
  await setBackend('cpu')
  bundle = await workerProgram()
})
afterAll(() => bundle.remove())

const everything = [
  crop({ padding: 2 }),
  flip(),
  jitter(),
  rotate(),
  colour({ brightness: 0.3, contrast: 0.3, saturation: 0.3 }),
  normalise({ mean: [0.5, 0.4, 0.3], deviation: 0.25 }),
  cutout({ size: 2 }),
  mixup({ alpha: 0.4 }),
  cutmix({ probability: 0.5 }),
]
const options: AugmentOptions = { augment: everything, seed: 3, classes: 3, views: 2, teacher: 'own' }

async function withWorkers<Value>(
  given: Parameters<typeof augmentationWorkers>[0],
  use: (workers: ReturnType<typeof augmentationWorkers>) => Promise<Value>,
): Promise<Value> {
  const workers = augmentationWorkers({ program: bundle.program, ...given })
  try {
    return await use(workers)
  } finally {
    await workers.close()
  }
}

const disposeAll = (batch: Batch) => dispose(batch as unknown as Record<string, Tensor>)

describe('augmentationWorkers', () => {
  it.each([1, 3])(
    'gives what the main thread gives, bit for bit and in order, on %i threads',
    async (threads) => {
      const request = { batchSize: 4, order: { seed: 2, epoch: 5 }, from: 1 }
      const here = await takeBatches(augmented(imageData(30), options), request)
      const there = await withWorkers({ threads }, (workers) =>
        takeBatches(augmented(imageData(30), { ...options, workers }), request),
      )
      expect(here).toHaveLength(7)
      expect(there).toEqual(here)
    },
  )

  it('does the evaluation and several epochs with the same threads', async () => {
    await withWorkers({ threads: 2 }, async (workers) => {
      for (const evaluation of [false, true, false]) {
        const request = { batchSize: 8, epoch: 1 }
        const here = await takeBatches(augmented(imageData(20), { ...options, evaluation }), request)
        const there = await takeBatches(
          augmented(imageData(20), { ...options, evaluation, workers }),
          request,
        )
        expect(there).toEqual(here)
      }
    })
  })

  it('answers in the arrays it was given, which stay attached, whatever the size of the batches', async () => {
    await withWorkers({}, async (workers) => {
      const augment = namesOf([normalise({ mean: 1, deviation: 2 })]) ?? []
      const plan: NamedPlan = { augment, seed: 1, epoch: 0, views: 0, teacher: 'same', evaluation: false }
      const jobs = [3, 5, 2].map((count) => ({
        ids: new Int32Array(count),
        inputs: counted([count, 1]),
        shape: [1],
      }))
      const made = await Promise.all(jobs.map((batch) => workers.augment(batch, plan)))
      const wanted = [0, 0.5, 1, 1.5, 2]
      for (const [index, { inputs }] of jobs.entries()) {
        expect(made[index]!.inputs).toBe(inputs)
        expect([...inputs]).toEqual(wanted.slice(0, inputs.length))
      }
    })
  })

  it('works no further ahead than it may', async () => {
    await withWorkers({ threads: 1, ahead: 3 }, async (workers) => {
      let taken = 0
      const { arrays, ...data } = imageData(40)
      const counted = {
        ...data,
        arrays: async function* (request: Parameters<typeof data.batches>[0]) {
          for await (const batch of arrays!(request)) {
            taken += 1
            yield batch
          }
        },
      }
      let read = 0
      for await (const batch of augmented(counted, { ...options, workers }).batches({ batchSize: 2 })) {
        disposeAll(batch)
        read += 1
        await new Promise((resolve) => setTimeout(resolve, 1))
        expect(taken).toBe(Math.min(20, read + 2))
      }
      expect(read).toBe(20)
    })
  })

  it('leaves nothing behind where the reader stops or a signal aborts', async () => {
    await withWorkers({ threads: 2, ahead: 4 }, async (workers) => {
      const before = memory().numTensors
      const dataset = augmented(imageData(40), { ...options, workers })
      for await (const batch of dataset.batches({ batchSize: 2 })) {
        disposeAll(batch)
        break
      }
      const controller = new AbortController()
      let read = 0
      for await (const batch of dataset.batches({ batchSize: 2, signal: controller.signal })) {
        disposeAll(batch)
        if (++read === 3) controller.abort()
      }
      expect(read).toBe(3)
      expect(memory().numTensors).toBe(before)
      expect(await takeBatches(dataset, { batchSize: 20 })).toHaveLength(2)
    })
  })

  it('tells the errors of a thread as the main thread does, and goes on', async () => {
    await withWorkers({}, async (workers) => {
      const wrong = { augment: [crop({ size: 9 })], seed: 1 }
      const here = await takeBatches(augmented(imageData(3), wrong), { batchSize: 3 }).catch((error) => error)
      const there = await takeBatches(augmented(imageData(3), { ...wrong, workers }), { batchSize: 3 }).catch(
        (error) => error,
      )
      expect(here).toMatchObject({ code: 'data/augment-shape', component: 'crop', category: 'request' })
      expect({ ...there, message: there.message }).toEqual({ ...here, message: here.message })
      expect(
        await takeBatches(augmented(imageData(3), { ...options, workers }), { batchSize: 3 }),
      ).toHaveLength(1)
    })
  })

  it('says so where a thread cannot start or dies, and starts another', async () => {
    const lost = new URL('lost.mjs', bundle.program)
    const take = (workers: ReturnType<typeof augmentationWorkers>) =>
      takeBatches(augmented(imageData(9), { ...options, workers }), { batchSize: 2 })
    await withWorkers({ program: lost }, async (workers) => {
      await expect(take(workers)).rejects.toMatchObject({
        code: 'data/augment-worker',
        category: 'work',
        received: expect.stringContaining('lost.mjs'),
      })
    })
    const fatal = new URL('fatal.mjs', bundle.program)
    const program = `
      import { parentPort } from 'node:worker_threads'
      parentPort.on('message', ({ number }) => {
        if (number > 0) process.exit(7)
        throw new RangeError('the thread fails')
      })`
    await writeFile(fileURLToPath(fatal), program)
    await withWorkers({ program: fatal, ahead: 1 }, async (workers) => {
      for (let time = 0; time < 2; time++) {
        await expect(take(workers)).rejects.toMatchObject({
          code: 'data/augment-worker',
          received: 'the thread fails',
        })
      }
    })
    await writeFile(fileURLToPath(fatal), `process.exit(7)`)
    await withWorkers({ program: fatal }, async (workers) => {
      await expect(take(workers)).rejects.toMatchObject({ received: expect.stringContaining('code 7') })
    })
  })

  it('rejects what is being made when it is closed, and starts again when it is needed', async () => {
    const workers = augmentationWorkers({ program: bundle.program })
    const dataset = augmented(imageData(9), { ...options, workers })
    const reading = takeBatches(dataset, { batchSize: 3 })
    await new Promise((resolve) => setImmediate(resolve))
    await workers.close()
    await expect(reading).rejects.toMatchObject({ code: 'data/augment-worker' })
    expect(await takeBatches(dataset, { batchSize: 3 })).toHaveLength(3)
    await workers.close()
  })

  it('stays in this thread with augmentations from elsewhere', async () => {
    const negative = defineAugmentation({
      name: 'flip',
      summary: 'Has the name of a built-in one, and does something else.',
      options: z.strictObject({}),
      create: () => ({ level: 'example', apply: (values) => values.map((value) => -value) }),
    })
    const workers = {
      ahead: 2,
      augment: () => Promise.reject(new Error('was asked')),
      close: () => Promise.resolve(),
    }
    const augment = [normalise({ mean: 0, deviation: 1 }), negative()]
    const [batch] = await takeBatches(augmented(imageData(2), { augment, seed: 1, workers }), {
      batchSize: 2,
    })
    const [before] = await takeBatches(imageData(2), { batchSize: 2 })
    expect(batch!.inputs).toEqual(before!.inputs.map((value) => -value))
  })
})
