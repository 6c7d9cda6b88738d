import '@tensorflow/tfjs-backend-cpu'
import { memoryStorage } from '@potstill/formats'
import { setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { arrays, augmentedData, crop, flip, mixup, normalise } from '../index'
import { noise } from '../testing/images'
import { takeBatches } from '../testing/take-batches'

beforeAll(async () => {
  await setBackend('cpu')
})

const open = () =>
  arrays({
    inputs: noise([8, 4, 4, 1]),
    shape: [4, 4, 1],
    labels: [0, 1, 0, 1, 0, 1, 0, 1],
    validation: 4,
  }).open({
    storage: memoryStorage(),
  })

describe('augmentedData', () => {
  it('augments the training examples, and normalises the others', async () => {
    const normal = normalise({ mean: 0.5, deviation: 0.25 })
    const plain = await open()
    const data = augmentedData(plain, { augment: [flip({ probability: 1 }), normal, mixup()], seed: 1 })
    const [train] = await takeBatches(data.split('train'), { batchSize: 4 })
    const [validation] = await takeBatches(data.split('validation'), { batchSize: 4 })
    const [before] = await takeBatches(plain.split('validation'), { batchSize: 4 })
    expect(train!.targets).toHaveLength(4)
    expect(validation!.targets).toBeUndefined()
    expect(validation!.inputs).toEqual(before!.inputs.map((value) => (value - 0.5) / 0.25))
  })

  it('says which shape comes out, and keeps the rest of the spec', async () => {
    const plain = await open()
    const data = augmentedData(plain, { augment: [crop({ size: 3 })], seed: 1 })
    expect(data.spec).toEqual({ ...plain.spec, inputShape: [3, 3, 1] })
    const [validation] = await takeBatches(data.split('validation'), { batchSize: 4 })
    expect(validation!.shape).toEqual([4, 3, 3, 1])
    expect(() => data.split('none')).toThrow(expect.objectContaining({ code: 'data/no-split' }))
  })

  it('refuses what does not fit before a batch is asked for', async () => {
    const plain = await open()
    const wrong = () =>
      augmentedData(plain, { augment: [normalise({ mean: [1, 2, 3], deviation: 1 })], seed: 1 })
    expect(wrong).toThrow(expect.objectContaining({ code: 'data/augment-shape', component: 'normalise' }))
    const named = { ...plain, spec: { ...plain.spec, inputShape: { one: [1], two: [2] } } }
    expect(() => augmentedData(named, { augment: [flip()], seed: 1 })).toThrow(
      expect.objectContaining({ code: 'data/augment-inputs', received: 'inputs by name: one, two' }),
    )
  })
})
