import '@tensorflow/tfjs-backend-cpu'
import { setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { memoryStorage } from '@potstill/formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { arrays } from './index'

beforeAll(async () => {
  await setBackend('cpu')
})

type ArraysOptions = Parameters<typeof arrays>[0]

async function open(options: ArraysOptions) {
  return await arrays(options).open({ storage: memoryStorage() })
}

async function firstBatch(data: Awaited<ReturnType<typeof open>>, split: string) {
  for await (const batch of data.split(split).batches({ batchSize: 100 })) {
    return { inputs: (batch.inputs as Tensor).arraySync(), targets: batch.targets?.arraySync() }
  }
}

const xor = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
]

describe('arrays', () => {
  it('takes lists in lists', async () => {
    const data = await open({ inputs: xor, labels: [0, 1, 1, 0], validation: 1, test: 1 })
    expect(data.spec).toEqual({
      inputShape: [2],
      classes: 2,
      examples: 4,
      splits: ['train', 'validation', 'test'],
    })
    expect(await firstBatch(data, 'test')).toMatchObject({ inputs: [[1, 1]] })
    const images = [[[1, 2, 3]], [[4, 5, 6]]]
    expect((await open({ inputs: images })).spec.inputShape).toEqual([1, 3])
  })

  it('takes a typed array with the shape of one example, and scales it', async () => {
    const data = await open({
      inputs: Uint8Array.of(0, 51, 102, 255),
      shape: [2, 1],
      divisor: 51,
      labels: Uint8Array.of(0, 1),
      classNames: ['no', 'yes', 'perhaps'],
    })
    expect(data.spec).toMatchObject({ inputShape: [2, 1], classes: 3, examples: 2 })
    expect(await firstBatch(data, 'train')).toMatchObject({
      inputs: [
        [[0], [1]],
        [[2], [5]],
      ],
    })
  })

  it('takes probabilities as targets', async () => {
    const targets = [
      [0.25, 0.75],
      [1, 0],
    ]
    const nested = await open({ inputs: [[1], [2]], targets })
    const typed = await open({ inputs: [[1], [2]], targets: Float32Array.from(targets.flat()), classes: 2 })
    for (const data of [nested, typed]) {
      expect(data.spec.classes).toBe(2)
      expect(await firstBatch(data, 'train')).toEqual({ inputs: [[1], [2]], targets })
    }
  })

  it('takes test examples of their own', async () => {
    const data = await open({ inputs: xor, labels: [0, 1, 1, 0], test: { inputs: [[7, 7]], labels: [1] } })
    expect(data.split('train').size).toBe(4)
    expect(data.split('test').ids).toEqual(Int32Array.of(4))
    expect(await firstBatch(data, 'test')).toMatchObject({ inputs: [[7, 7]] })
  })

  it.each<[string, ArraysOptions, string, RegExp]>([
    ['ragged lists', { inputs: [[1, 2], [3]] }, 'data/shape', /equal length, of numbers, in inputs/],
    ['examples without a list', { inputs: [1, 2] }, 'data/shape', /one list of numbers for each/],
    ['a typed array without a shape', { inputs: Float32Array.of(1) }, 'data/shape', /got none.*option shape/],
    ['lists of another shape', { inputs: xor, shape: [3] }, 'data/shape', /shape \[3\]; got \[2\]/],
    ['no examples', { inputs: [] }, 'data/empty-split', /training examples; got none/],
    [
      'targets without classes',
      { inputs: xor, targets: new Float32Array(8) },
      'data/shape',
      /option classes/,
    ],
    ['targets of one axis', { inputs: xor, targets: [1, 0, 1, 0] }, 'data/shape', /got lists of shape \[4\]/],
    ['fewer labels than inputs', { inputs: xor, labels: [0] }, 'data/count-mismatch', /got 1 labels/],
    ['NaN', { inputs: [[1], [NaN]] }, 'data/not-finite', /got NaN at position 0 of example 1/],
    [
      'targets of other classes',
      { inputs: [[1]], targets: [[0.5, 0.5]], classes: 3 },
      'data/count-mismatch',
      /3 targets for each.*got 1 rows of 2/,
    ],
  ])('refuses %s', async (_, options, code, message) => {
    await expect(open(options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it.each([{ inputs: 'text' }, { inputs: xor, labels: [0.5] }, { inputs: new BigInt64Array(1) }, {}])(
    'refuses %o by its options',
    (options) => {
      expect(() => arrays.make(options)).toThrow(expect.objectContaining({ code: 'options/invalid' }))
    },
  )
})
