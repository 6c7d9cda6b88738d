import '@tensorflow/tfjs-backend-cpu'
import { defineLoss } from '@potstill/spec'
import { mean, setBackend, square } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sgd } from '../optimizers/index'
import { linearStudent } from '../testing/linear-student'
import { hard } from '../testing/losses'
import { points } from '../testing/points'
import { createTrainer } from './create-trainer'

beforeAll(() => setBackend('cpu'))

/** Takes three examples at the least. */
const relating = defineLoss({
  name: 'relating',
  summary: 'Mean square of all logits.',
  needs: ['studentLogits'],
  options: z.strictObject({}),
  create: () => ({
    traits: { ...hard().traits, perExample: false, smallestBatch: 3 },
    compute: ({ studentLogits }) => mean(square(studentLogits)),
  }),
})

async function check(examples: number, batchSize: number, data = points({ examples })): Promise<void> {
  const student = linearStudent()
  const trainer = createTrainer({
    student,
    objective: [hard(), { loss: relating(), name: 'among' }],
    data,
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 1,
    // A stream of unknown size wants a number.
    steps: 1,
    batchSize,
  })
  try {
    await trainer.check()
  } finally {
    await trainer.close()
    student.dispose()
  }
}

describe('a run with a loss that relates examples', () => {
  it('is refused before it starts where its last batch is too small', async () => {
    // 40 = 3 · 13 + 1; of 12, it leaves 4.
    await expect(check(40, 13)).rejects.toThrow(
      /\[among\] expected at least 3 .*got a last batch of 1: 40 examples in batches of 13\. To fix it: choose batchSize: 12/,
    )
  })

  it('is refused where every batch, or all there is, is too small', async () => {
    await expect(check(40, 2)).rejects.toThrow(/batches of 2\. To fix it: choose batchSize: 4/)
    await expect(check(2, 8)).rejects.toThrow(/got a last batch of 2: 2 examples .*train on more examples/)
  })

  it('is taken where every batch has enough, the last one too', async () => {
    await check(40, 20)
    await check(40, 37)
    await check(4, 8)
  })

  it('is taken where nobody knows how many examples there are', async () => {
    const data = points({ examples: 40 })
    const { size: _, ...train } = data.train
    await check(40, 13, { ...data, train })
  })
})
