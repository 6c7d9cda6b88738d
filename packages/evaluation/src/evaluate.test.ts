import '@tensorflow/tfjs-backend-cpu'
import { memory, setBackend, tensor1d } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { evaluate } from './evaluate'
import { answering, tinyDataset } from './testing/tiny-dataset'

beforeAll(() => setBackend('cpu'))

let tensors = 0
beforeEach(() => {
  tensors = memory().numTensors
})
// Of every test here, those that end in an error among them.
afterEach(() => {
  expect(memory().numTensors).toBe(tensors)
})

/** Logits of these probabilities: cross-entropies are logarithms of fractions then. */
const logits = (...rows: readonly (readonly number[])[]) => rows.map((row) => row.map(Math.log))

const four = logits(
  [1 / 2, 1 / 4, 1 / 4],
  [1 / 4, 1 / 2, 1 / 4],
  [1 / 8, 1 / 8, 3 / 4],
  [1 / 4, 1 / 4, 1 / 2],
)
const labels = [0, 2, 2, 1]

describe('evaluate', () => {
  it.each([1, 2, 3, 4, 5])('counts right and wrong predictions, in batches of %i', async (batchSize) => {
    const evaluation = await evaluate(answering(four), tinyDataset(4, { labels }), { batchSize })
    expect(evaluation).toEqual({
      examples: 4,
      accuracy: 0.5,
      errors: 2,
      // −log of 1/2, 1/4, 3/4 and 1/4, the probabilities of the labels.
      crossEntropy: expect.closeTo(Math.log(2 * 4 * (4 / 3) * 4) / 4, 6),
    })
  })

  it('counts confusions by label and prediction', async () => {
    // The predictions are 0, 1, 2 and 2.
    const dataset = tinyDataset(4, { labels: [0, 2, 2, 2] })
    const { confusion } = await evaluate(answering(four), dataset, { confusion: true, batchSize: 3 })
    expect(confusion).toEqual([
      [1, 0, 0],
      [0, 0, 0],
      [0, 1, 2],
    ])
  })

  it('counts agreement with a reference', async () => {
    const reference = answering([four[0]!, four[0]!, four[2]!, four[3]!])
    const evaluation = await evaluate(answering(four), tinyDataset(4, { labels }), { reference })
    expect(evaluation).toMatchObject({ accuracy: 0.5, agreement: 0.75 })
  })

  it('gives agreement alone where there are no labels', async () => {
    const options = { reference: answering(four), confusion: true }
    expect(await evaluate(answering(four), tinyDataset(4), options)).toEqual({ examples: 4, agreement: 1 })
  })

  it('leaves masked examples out, whatever their labels are', async () => {
    const dataset = tinyDataset(4, { labels: [0, -1, 2, 99], mask: [1, 0, 1, 0] })
    expect(await evaluate(answering(four), dataset, { reference: answering(four) })).toEqual({
      examples: 2,
      accuracy: 1,
      errors: 0,
      crossEntropy: expect.closeTo(Math.log(2 * (4 / 3)) / 2, 6),
      agreement: 1,
    })
  })

  it('measures each token of a sequence, and leaves padding out', async () => {
    const tokens = [
      [four[0]!, four[1]!, four[2]!],
      [four[3]!, four[0]!, four[0]!],
    ]
    const sequences = {
      labels: [
        [0, 1, 0],
        [2, -1, -1],
      ],
      mask: [
        [1, 1, 1],
        [1, 0, 0],
      ],
    }
    for (const batchSize of [1, 2]) {
      expect(await evaluate(answering(tokens), tinyDataset(2, sequences), { batchSize })).toEqual({
        examples: 4,
        accuracy: 0.75,
        errors: 1,
        crossEntropy: expect.closeTo(Math.log(2 * 2 * 8 * 2) / 4, 6),
      })
    }
  })

  it('applies a mask of examples to all their tokens', async () => {
    const tokens = [
      [four[0]!, four[1]!],
      [four[2]!, four[3]!],
    ]
    const sequences = {
      labels: [
        [7, 7],
        [2, 0],
      ],
      mask: [0, 1],
    }
    expect(await evaluate(answering(tokens), tinyDataset(2, sequences))).toMatchObject({
      examples: 2,
      errors: 1,
    })
  })

  it('takes a prediction that is NaN for an error that agrees with nothing', async () => {
    const broken = answering([four[0]!, [NaN, 0, 9]])
    const dataset = tinyDataset(2, { labels: [0, 2] })
    expect(await evaluate(broken, dataset, { reference: broken, confusion: true })).toEqual({
      examples: 2,
      accuracy: 0.5,
      errors: 1,
      crossEntropy: NaN,
      agreement: 0.5,
      confusion: [
        [1, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
    })
  })

  it('tells how far it is, in examples', async () => {
    const seen: unknown[] = []
    const twoTokens = answering([1, 2, 3].map(() => [four[0]!, four[1]!]))
    const dataset = tinyDataset(3, { labels: [1, 2, 3].map(() => [0, 1]) })
    await evaluate(twoTokens, dataset, { batchSize: 2, onProgress: (progress) => seen.push(progress) })
    const { batches } = dataset
    await evaluate(twoTokens, { batches }, { onProgress: (progress) => seen.push(progress) })
    expect(seen).toEqual([{ examples: 2, size: 3 }, { examples: 3, size: 3 }, { examples: 3 }])
  })
})

describe('evaluate refuses', () => {
  const two = answering(four.slice(0, 2))

  it.each([
    ['an empty split', two, tinyDataset(0), /at least one example that is not masked; got none/],
    [
      'a split that is masked throughout',
      two,
      tinyDataset(2, { labels: [0, 0], mask: [0, 0] }),
      /at least one example that is not masked/,
    ],
    ['neither labels nor reference', two, tinyDataset(2), /data with labels, or a reference/],
    [
      'a label that is no class',
      answering(four),
      tinyDataset(4, { labels: [-1, 2, 3, 0], mask: [0, 1, 1, 1] }),
      /labels from 0 to 2, since the network has 3 classes; got label 3 for prediction 2 \(counted from 0/,
    ],
    ['a negative label', two, tinyDataset(2, { labels: [0, -1] }), /got label -1 for prediction 1/],
    [
      'labels of tokens for one prediction each',
      two,
      tinyDataset(2, {
        labels: [
          [0, 1],
          [0, 1],
        ],
      }),
      /one label for each prediction; got 4 labels for 2 predictions/,
    ],
    [
      'a mask of tokens for one prediction each',
      two,
      tinyDataset(2, {
        labels: [0, 1],
        mask: [
          [1, 1],
          [1, 1],
        ],
      }),
      /got 4 entries for 2 predictions/,
    ],
    [
      'logits without classes',
      () => tensor1d([0.5, 0.5]),
      tinyDataset(2, { labels: [0, 1] }),
      /logits of shape \[B, C\] or \[B, tokens, C\]; got shape \[2\]/,
    ],
  ])('%s', async (_, predict, dataset, message) => {
    await expect(evaluate(predict, dataset)).rejects.toThrow(message)
  })

  it('a reference with other classes', async () => {
    const reference = answering(logits([1 / 2, 1 / 2], [1 / 2, 1 / 2]))
    await expect(evaluate(two, tinyDataset(2, { labels: [0, 0] }), { reference })).rejects.toMatchObject({
      code: 'evaluation/reference-differs',
      received: "2 predictions of 3 classes beside the reference's 2 predictions of 2 classes",
    })
  })

  it('batches that differ in their classes, or in having labels', async () => {
    const wide = answering(logits([1, 1, 1, 1]))
    let calls = 0
    await expect(
      evaluate((batch) => (calls++ === 0 ? two(batch) : wide({ ...batch, ids: batch.ids })), {
        batches: async function* (request) {
          yield* tinyDataset(1, { labels: [0] }).batches(request)
          yield* tinyDataset(1, { labels: [0] }).batches(request)
        },
      }),
    ).rejects.toThrow(/the same number of classes in every batch; got 3 and then 4/)
    await expect(
      evaluate(two, {
        batches: async function* (request) {
          yield* tinyDataset(1, { labels: [0] }).batches(request)
          yield* tinyDataset(1).batches(request)
        },
      }),
    ).rejects.toThrow(/labels in every batch or in none/)
  })

  it('to go on when it is aborted, with the reason that was given', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const dataset = tinyDataset(4, { labels })
    const options = { batchSize: 1, signal: controller.signal, onProgress: () => controller.abort(reason) }
    await expect(evaluate(answering(four), dataset, options)).rejects.toBe(reason)
    const silent = { batches: async function* () {} }
    await expect(evaluate(two, silent, { signal: controller.signal })).rejects.toBe(reason)
  })

  it('nothing of what a predictor throws', async () => {
    const broken = () => Promise.reject(new Error('no answer'))
    await expect(evaluate(broken, tinyDataset(2, { labels: [0, 1] }))).rejects.toThrow('no answer')
  })
})
