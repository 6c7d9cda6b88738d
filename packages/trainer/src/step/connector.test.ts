import '@tensorflow/tfjs-backend-cpu'
import { defineLoss } from '@potstill/spec'
import {
  matMul,
  setBackend,
  squaredDifference,
  sum,
  tensor2d,
  tidy,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { momentum } from '../optimizers/index'
import { fixedTeacher } from '../testing/fixed-teacher'
import { at, stepBench } from '../testing/step-bench'
import { createStep } from './create-step'

beforeAll(() => setBackend('cpu'))

/** A projection from the student's features to the teacher's, trained with the student, as in FitNets and ReviewKD. */
const projected = defineLoss({
  name: 'projected',
  summary: 'Squared distance of projected features.',
  needs: ['features', 'studentLogits'],
  options: z.strictObject({}),
  create: () => ({
    traits: {
      level: 'features',
      softened: false,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: false,
      temperatureSquared: false,
    },
    init: ({ shapes: { features }, random }) => ({
      trainable: Object.fromEntries(
        features.map(({ student, teacher }, index) => [
          `projection${index}`,
          random.normal(`projection${index}`, [student[0]!, teacher[0]!], 0, 0.1),
        ]),
      ),
    }),
    compute: ({ features: [pair] }, { variables }) =>
      sum(
        squaredDifference(
          matMul(pair!.student as Tensor2D, variables['projection0'] as Tensor2D),
          pair!.teacher,
        ),
        -1,
      ),
  }),
})

describe('a loss with a connector', () => {
  const bench = stepBench()

  it('makes it from the shapes of the tapped features, and trains it', async () => {
    // Of rank 2, so that a projection of two logits can be all of it.
    const wide = [1, 2, 3].map((row) => [1, 2, 3, 4, 5].map((column) => Math.cos(row - column)))
    const teacher = fixedTeacher(2, {
      open: () => ({ gives: ['features'], features: { last: [5] } }),
      predict: ({ inputs }) => ({
        features: { last: tidy(() => matMul(inputs as Tensor2D, tensor2d(wide)) as Tensor) },
      }),
    })
    const step = await createStep({
      student: bench.student,
      teacher,
      objective: [{ loss: projected(), taps: [['logits', 'last']] }],
      optimizer: momentum({ learningRate: 0.05 }),
    })
    const losses: number[] = []
    for (let count = 0; count < 200; count++) losses.push((await step.train(bench.batch, at(count))).total)
    await step.close()
    // The teacher's features are a projection of two mixtures of the inputs, as the student's logits can be: 0 can be reached.
    expect(losses[0]).toBeGreaterThan(0.5)
    expect(losses.at(-1)).toBeLessThan(1e-3)
  })
})
