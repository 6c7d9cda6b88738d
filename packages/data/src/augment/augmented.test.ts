import '@tensorflow/tfjs-backend-cpu'
import { defineAugmentation, type Dataset } from '@potstill/spec'
import { memory, setBackend, tensor, tensor1d } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  augmented,
  augmentExample,
  colour,
  crop,
  cutout,
  flip,
  inMemoryDataset,
  jitter,
  mixup,
  normalise,
  rotate,
} from '../index'
import { imageData, noise } from '../testing/images'
import { byId, takeBatches } from '../testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const single = [
  crop({ padding: 2 }),
  flip(),
  jitter(),
  rotate(),
  colour({ brightness: 0.3, contrast: 0.3, saturation: 0.3 }),
  normalise({ mean: [0.5, 0.4, 0.3], deviation: 0.25 }),
  cutout({ size: 2 }),
]
const order = (epoch: number) => ({ seed: 1, epoch })

describe('augmented', () => {
  it('keeps shapes, ids, labels and size, and gives finite numbers', async () => {
    const plain = imageData(10)
    const dataset = augmented(plain, { augment: single, seed: 4 })
    expect(dataset).toMatchObject({ size: 10, ids: plain.ids, labels: plain.labels })
    const batches = await takeBatches(dataset, { batchSize: 4, order: order(0) })
    const before = await takeBatches(plain, { batchSize: 4, order: order(0) })
    expect(batches.map(({ shape }) => shape)).toEqual([
      [4, 6, 6, 3],
      [4, 6, 6, 3],
      [2, 6, 6, 3],
    ])
    expect(batches.map(({ ids, labels }) => [ids, labels])).toEqual(
      before.map(({ ids, labels }) => [ids, labels]),
    )
    expect(batches.every(({ inputs }) => inputs.every(Number.isFinite))).toBe(true)
    expect(batches[0]).toMatchObject({ targets: undefined, views: undefined, teacherInputs: undefined })
  })

  it('draws by seed, epoch and id alone: not by batch size, order or where it starts', async () => {
    const dataset = augmented(imageData(12), { augment: single, seed: 4 })
    const whole = byId(await takeBatches(dataset, { batchSize: 12, order: order(2) }))
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer(),
        fc.nat(3),
        async (batchSize, seed, from) => {
          const request = { batchSize, order: { seed, epoch: 7 }, epoch: 2, from }
          for (const [id, values] of byId(await takeBatches(dataset, request))) {
            expect(values).toEqual(whole.get(id))
          }
        },
      ),
      { numRuns: 30 },
    )
    const sequential = await takeBatches(dataset, { batchSize: 5, epoch: 2 })
    expect(byId(sequential)).toEqual(new Map([...whole].toSorted(([one], [other]) => one - other)))
  })

  it('draws anew in each epoch, for each id and seed', async () => {
    const same = inMemoryDataset({
      inputShape: [6, 6, 3],
      inputs: Float32Array.from({ length: 3 * 108 }, (_, at) => noise([108])[at % 108]!),
    })
    const drawn = async (seed: number, epoch: number) => [
      ...byId(
        await takeBatches(augmented(same, { augment: single, seed }), { batchSize: 3, epoch }),
      ).values(),
    ]
    const all = [await drawn(1, 0), await drawn(1, 1), await drawn(2, 0)].flat()
    expect(new Set(all.map((values) => values.join())).size).toBe(9)
    expect(await drawn(1, 0)).toEqual(all.slice(0, 3))
  })

  it('draws two of the same name at different places on their own', async () => {
    const once = flip({ probability: 0.5 })
    const plain = imageData(64)
    const batches = await takeBatches(augmented(plain, { augment: [once, once], seed: 1 }), { batchSize: 64 })
    const before = byId(await takeBatches(plain, { batchSize: 64 }))
    const unchanged = [...byId(batches)].filter(([id, values]) => values.join() === before.get(id)!.join())
    // Two flips that were one draw would leave all 64 alone; on their own, binomial: 32, five deviations of 4.
    expect(Math.abs(unchanged.length - 32)).toBeLessThan(20)
  })

  it('gives further views, with seeds that draw them again', async () => {
    const plain = imageData(5)
    const dataset = augmented(plain, { augment: single, seed: 4, views: 2 })
    const [batch] = await takeBatches(dataset, { batchSize: 5, order: order(3) })
    const [before] = await takeBatches(plain, { batchSize: 5, order: order(3) })
    const { views, viewSeeds, inputs } = batch!
    expect(new Set([inputs, ...views!].map(String)).size).toBe(3)
    expect(viewSeeds!.map(({ length }) => length)).toEqual([2, 2, 2, 2, 2])
    viewSeeds!.forEach((seeds, row) => {
      seeds.forEach((seed, view) => {
        const values = Float32Array.from(before!.inputs.slice(108 * row, 108 * row + 108))
        const again = augmentExample(values, [6, 6, 3], single, seed)
        expect([...again]).toEqual(views![view]!.slice(108 * row, 108 * row + 108))
      })
    })
    const [without] = await takeBatches(augmented(plain, { augment: single, seed: 4 }), {
      batchSize: 5,
      order: order(3),
    })
    expect(without!.inputs).toEqual(inputs)
  })

  it('shows the teacher the same, clean ones, or another draw', async () => {
    const plain = imageData(6)
    const take = async (teacher: 'same' | 'clean' | 'own') =>
      (await takeBatches(augmented(plain, { augment: single, seed: 4, teacher }), { batchSize: 6 }))[0]!
    const [before] = await takeBatches(augmented(plain, { augment: single, seed: 4, evaluation: true }), {
      batchSize: 6,
    })
    const [same, clean, own] = [await take('same'), await take('clean'), await take('own')]
    expect(same.teacherInputs).toBeUndefined()
    expect(clean.teacherInputs).toEqual(before!.inputs)
    expect([clean.inputs, own.inputs]).toEqual([same.inputs, same.inputs])
    expect(own.teacherInputs).toHaveLength(same.inputs.length)
    expect(own.teacherInputs).not.toEqual(same.inputs)
    expect(own.teacherInputs).not.toEqual(clean.teacherInputs)
  })

  it('does in evaluation what needs no draw, and gives the data themselves where there is no such thing', async () => {
    const plain = imageData(4)
    const evaluation = { seed: 4, evaluation: true, views: 2, teacher: 'own' } as const
    expect(augmented(plain, { ...evaluation, augment: [flip(), mixup(), jitter()] })).toBe(plain)
    const augment = [flip(), normalise({ mean: 0.5, deviation: 0.5 }), mixup()]
    const [batch] = await takeBatches(augmented(plain, { ...evaluation, augment }), { batchSize: 4 })
    const [before] = await takeBatches(plain, { batchSize: 4 })
    expect(batch!.inputs).toEqual(before!.inputs.map((value) => Math.fround((value - 0.5) / 0.5)))
    expect(batch).toMatchObject({ targets: undefined, views: undefined, teacherInputs: undefined })
  })

  it('changes the shape where an augmentation does, in evaluation too', async () => {
    const options = { augment: [crop({ size: [4, 5] })], seed: 4, teacher: 'clean' } as const
    const [batch] = await takeBatches(augmented(imageData(3), options), { batchSize: 3 })
    expect(batch!.shape).toEqual([3, 4, 5, 3])
    const [evaluated] = await takeBatches(augmented(imageData(3), { ...options, evaluation: true }), {
      batchSize: 3,
    })
    expect(evaluated!.shape).toEqual([3, 4, 5, 3])
    expect(batch!.teacherInputs).toEqual(evaluated!.inputs)
  })

  it('takes data sets that have tensors alone, and passes on what else they have', async () => {
    const { arrays: _, ...tensorsAlone } = imageData(7)
    const request = { batchSize: 3, order: order(1) }
    const options = { augment: [...single, mixup()], seed: 4, classes: 3, views: 1 }
    const given = memory().numTensors
    expect(await takeBatches(augmented(tensorsAlone, options), request)).toEqual(
      await takeBatches(augmented(imageData(7), options), request),
    )
    expect(memory().numTensors).toBe(given)

    const weighed: Dataset = {
      batches: async function* () {
        yield {
          ids: tensor1d([0], 'int32'),
          inputs: tensor([1, 2], [1, 1, 2, 1]),
          weights: tensor1d([0.5]),
        }
      },
    }
    for await (const batch of augmented(weighed, { augment: [flip({ probability: 1 })], seed: 1 }).batches({
      batchSize: 1,
    })) {
      expect(batch.weights!.arraySync()).toEqual([0.5])
      expect((batch.inputs as ReturnType<typeof tensor>).arraySync()).toEqual([[[[2], [1]]]])
    }
  })

  it('never writes into the data', async () => {
    const inputs = noise([5, 6, 6, 3], 2)
    const dataset = inMemoryDataset({ inputShape: [6, 6, 3], inputs })
    await takeBatches(augmented(dataset, { augment: single, seed: 1, views: 2, teacher: 'own' }), {
      batchSize: 2,
    })
    expect(inputs).toEqual(noise([5, 6, 6, 3], 2))
  })

  it('makes no tensors but those of the batches, also where reading stops early', async () => {
    const before = memory().numTensors
    const { arrays: _, ...tensorsAlone } = imageData(9)
    for await (const batch of augmented(tensorsAlone, { augment: single, seed: 1 }).batches({
      batchSize: 2,
    })) {
      expect(memory().numTensors - before).toBe(3)
      batch.ids.dispose()
      batch.labels!.dispose()
      ;(batch.inputs as ReturnType<typeof tensor>).dispose()
      break
    }
    expect(memory().numTensors).toBe(before)
  })

  it('stops at a signal', async () => {
    const controller = new AbortController()
    const seen: number[] = []
    const dataset = augmented(imageData(9), { augment: [flip()], seed: 1 })
    for await (const batch of dataset.batches({ batchSize: 2, signal: controller.signal })) {
      seen.push(batch.ids.size)
      if (seen.length === 2) controller.abort()
    }
    expect(seen).toEqual([2, 2])
  })
})

describe('augmented, where something does not fit', () => {
  const broken = defineAugmentation({
    name: 'broken',
    summary: 'Fails, or gives one value.',
    options: z.strictObject({ fails: z.boolean() }),
    create: ({ fails }) => ({
      level: 'example',
      apply: () => {
        if (fails) throw new RangeError('a number is missing')
        return new Float32Array(1)
      },
    }),
  })
  const first = (augment: Parameters<typeof augmented>[1]['augment']) =>
    takeBatches(augmented(imageData(3), { augment, seed: 1 }), { batchSize: 3 })

  it('names an augmentation that fails', async () => {
    await expect(first([broken({ fails: true })])).rejects.toMatchObject({
      code: 'data/augmentation-failed',
      component: 'broken',
      message: expect.stringContaining('a number is missing'),
    })
  })

  it('names an augmentation that gives another size than it says', async () => {
    await expect(first([broken({ fails: false })])).rejects.toMatchObject({
      code: 'data/augment-shape',
      component: 'broken',
      received: '1 values',
    })
  })

  it('asks for the number of classes where labels are mixed', async () => {
    await expect(first([mixup()])).rejects.toMatchObject({ code: 'data/augment-classes' })
  })

  it('refuses examples that are no images, and inputs by name, and frees the batch', async () => {
    const vectors = inMemoryDataset({ inputShape: [4], inputs: noise([2, 4]) })
    await expect(
      takeBatches(augmented(vectors, { augment: [flip()], seed: 1 }), { batchSize: 2 }),
    ).rejects.toMatchObject({ code: 'data/augment-shape', component: 'flip' })
    const before = memory().numTensors
    const named: Dataset = {
      batches: async function* () {
        yield { ids: tensor1d([0], 'int32'), inputs: { one: tensor([1], [1, 1]), two: tensor([1], [1, 1]) } }
      },
    }
    await expect(
      takeBatches(augmented(named, { augment: [flip()], seed: 1 }), { batchSize: 1 }),
    ).rejects.toMatchObject({ code: 'data/augment-inputs', received: 'inputs by name: one, two' })
    expect(memory().numTensors).toBe(before)
  })

  it.each([-1, 0.5])('refuses %f views', (views) => {
    expect(() => augmented(imageData(1), { augment: [], seed: 1, views })).toThrow(
      expect.objectContaining({ code: 'data/augment-options' }),
    )
  })
})
