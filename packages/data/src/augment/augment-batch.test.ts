import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { augmented, cutmix, flip, inMemoryDataset, mixup, normalise } from '../index'
import { imageData, noise } from '../testing/images'
import { byId, takeBatches } from '../testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

describe('augmented, where examples are mixed with each other', () => {
  it('mixes examples, their targets with them, alike for every view and the teacher', async () => {
    // Without anything that changes single examples, all see the same mixture.
    const dataset = augmented(imageData(9), {
      augment: [mixup({ alpha: 0.5 }), cutmix()],
      seed: 4,
      classes: 3,
      views: 1,
      teacher: 'clean',
    })
    const [batch] = await takeBatches(dataset, { batchSize: 9 })
    const [before] = await takeBatches(imageData(9), { batchSize: 9 })
    expect(batch!.inputs).not.toEqual(before!.inputs)
    expect(batch!.teacherInputs).toEqual(batch!.inputs)
    expect(batch!.views).toEqual([batch!.inputs])
    expect(batch!.labels).toEqual(before!.labels)
    for (const row of batch!.targets!) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
    expect(batch!.targets!.some((row) => row.filter((share) => share > 0.01).length > 1)).toBe(true)
  })

  it('mixes the same in a batch of another order', async () => {
    const augment = [flip(), mixup(), normalise({ mean: 0.5, deviation: 0.5 })]
    const dataset = augmented(imageData(8), { augment, seed: 4, classes: 3 })
    const one = byId(await takeBatches(dataset, { batchSize: 8, epoch: 1 }))
    const other = byId(await takeBatches(dataset, { batchSize: 8, order: { seed: 9, epoch: 1 } }))
    for (const [id, values] of one) expect(other.get(id)).toEqual(values)
  })

  it('mixes targets that came with the data, and inputs alone where there are neither', async () => {
    const inputs = noise([2, 4])
    const targets = { classes: 2, values: Float32Array.of(0.25, 0.75, 0.75, 0.25) }
    const options = { augment: [mixup()], seed: 5 }
    const [soft] = await takeBatches(
      augmented(inMemoryDataset({ inputShape: [4], inputs, targets }), options),
      { batchSize: 2 },
    )
    for (const [one, other] of soft!.targets as [number, number][]) {
      expect(one + other).toBeCloseTo(1, 6)
      expect(one).toBeGreaterThanOrEqual(0.25)
      expect(one).toBeLessThanOrEqual(0.75)
    }
    const [bare] = await takeBatches(augmented(inMemoryDataset({ inputShape: [4], inputs }), options), {
      batchSize: 2,
    })
    expect(bare!.inputs).toEqual(soft!.inputs)
    expect(bare!.targets).toBeUndefined()
  })
})
