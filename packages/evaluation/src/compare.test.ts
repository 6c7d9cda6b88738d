import '@tensorflow/tfjs-backend-cpu'
import type { Batch } from '@potstill/spec'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { compare, type Contestant } from './compare'
import { answering, tinyDataset } from './testing/tiny-dataset'

beforeAll(() => setBackend('cpu'))

const labels = [0, 1, 1, 0]
const dataset = tinyDataset(4, { labels })

/** A network that says these classes, with logits 0 and log 3: probabilities 1/4 and 3/4. */
const saying = (...classes: readonly number[]) =>
  answering(classes.map((guess) => [0, 1].map((index) => (index === guess ? Math.log(3) : 0))))
const nats = (errors: number) =>
  expect.closeTo((errors * Math.log(4) + (4 - errors) * Math.log(4 / 3)) / 4, 6)

describe('compare', () => {
  it('measures each network, and how far the others agree with the teacher', async () => {
    const before = memory().numTensors
    const contestants: readonly Contestant[] = [
      { name: 'large', role: 'teacher', predict: saying(0, 1, 1, 1), parameters: 1000, bytes: 4000 },
      { name: 'plain', role: 'baseline', predict: saying(1, 0, 1, 1), parameters: 10 },
      { name: 'small', role: 'student', predict: saying(0, 1, 1, 0) },
    ]
    expect(await compare(contestants, dataset, { timing: false, batchSize: 3 })).toEqual([
      {
        name: 'large',
        role: 'teacher',
        parameters: 1000,
        bytes: 4000,
        examples: 4,
        accuracy: 0.75,
        errors: 1,
        crossEntropy: nats(1),
      },
      {
        name: 'plain',
        role: 'baseline',
        parameters: 10,
        examples: 4,
        accuracy: 0.25,
        errors: 3,
        crossEntropy: nats(3),
        agreement: 0.5,
      },
      {
        name: 'small',
        role: 'student',
        examples: 4,
        accuracy: 1,
        errors: 0,
        crossEntropy: nats(0),
        agreement: 0.75,
      },
    ])
    expect(memory().numTensors).toBe(before)
  })

  it('agrees with the last of several teachers', async () => {
    const rows = await compare(
      [
        { name: 'first', role: 'teacher', predict: saying(1, 1, 1, 1) },
        { name: 'last', role: 'teacher', predict: saying(0, 0, 0, 1) },
      ],
      dataset,
      { timing: false },
    )
    expect(rows.map(({ agreement }) => agreement)).toEqual([0.25, undefined])
  })

  it('asks the teacher once per batch, though all are compared with it', async () => {
    let calls = 0
    const answer = saying(0, 0, 0, 0)
    const predict = (batch: Batch) => {
      calls++
      return answer(batch)
    }
    await compare(
      [
        { name: 'teacher', role: 'teacher', predict },
        { name: 'student', role: 'student', predict: saying(0, 0, 0, 0) },
      ],
      dataset,
      { timing: false, batchSize: 2 },
    )
    expect(calls).toBe(2)
  })

  it('times each network, unless it is told not to', async () => {
    const before = memory().numTensors
    const contestants: readonly Contestant[] = [{ name: 'a', role: 'student', predict: saying(0, 1, 0, 1) }]
    const timed = await compare(contestants, dataset, { timing: { repeats: 1, warmUp: 0 } })
    expect(timed[0]?.forwardMilliseconds).toEqual(expect.any(Number))
    const untimed = await compare(contestants, dataset, { timing: false })
    expect(untimed[0]).not.toHaveProperty('forwardMilliseconds')
    expect(memory().numTensors).toBe(before)
  })

  it('takes unlabelled data without a teacher', async () => {
    const rows = await compare([{ name: 'a', role: 'other', predict: saying(0, 1, 0, 1) }], tinyDataset(4), {
      timing: false,
    })
    expect(rows).toEqual([{ name: 'a', role: 'other', examples: 4 }])
  })

  it('gives no rows for no networks', async () => {
    expect(await compare([], dataset)).toEqual([])
  })

  it('refuses a network with other classes than the teacher', async () => {
    const contestants: readonly Contestant[] = [
      { name: 'teacher', role: 'teacher', predict: saying(0, 1, 0, 1) },
      { name: 'student', role: 'student', predict: answering(labels.map(() => [0, 0, 1])) },
    ]
    await expect(compare(contestants, dataset)).rejects.toMatchObject({
      code: 'evaluation/reference-differs',
    })
  })
})
