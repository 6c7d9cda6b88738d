import { defineLoss, type Student } from '@potstill/spec'
import { add, cast, mul, sqrt, sub, sum, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { linearStudent } from '../testing/linear-student'
import { hard, remembering } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { at, start, stepBench } from '../testing/step-bench'
import { momentum, sgd } from '../optimizers/index'
import { createStep } from './create-step'

/** Adds √0: the value is finite, the slope is not. */
const steep = (logits: Tensor) => add(logits, sqrt(mul(logits, 0)))

/** Not a number for examples whose id is above 9, and else 0. */
const fragile = defineLoss({
  name: 'fragile',
  summary: 'A root that some examples have not.',
  needs: ['ids', 'studentLogits'],
  options: z.strictObject({}),
  create: () => ({
    traits: {
      level: 'logits',
      softened: false,
      perExample: true,
      sameClasses: false,
      zeroAtMatch: false,
      temperatureSquared: false,
    },
    compute: ({ ids, studentLogits }) =>
      mul(add(sqrt(sub(9, cast(ids, 'float32'))), sum(studentLogits, -1)), 0),
  }),
})

describe.each(platforms)('on $where, a step whose loss is not finite', (platform) => {
  const { compile } = platform
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()
  const withIds = (...ids: number[]) => ({ ...bench.batch, ids: tensor1d(ids, 'int32') })

  it('names the term and the step, and puts the last good weights back', async () => {
    const step = await createStep({
      student: bench.student,
      objective: [hard(), fragile()],
      optimizer: sgd({ learningRate: 0.1 }),
      compile,
    })
    await step.train(bench.batch, at(0))
    const afterOne = bench.student.weights()
    await step.train(bench.batch, at(1))
    expect(bench.student.weights()).not.toEqual(afterOne)
    const bad = withIds(0, 99, 2)
    await expect(step.train(bad, at(2))).rejects.toMatchObject({
      code: 'trainer/not-finite',
      category: 'work',
      message: expect.stringMatching(/\[fragile\] expected a finite loss; got NaN at step 3 \(epoch 1\)/),
    })
    bad.ids.dispose()
    expect(bench.student.weights()).toEqual(afterOne)
    await step.close()
  })

  it('updates nothing else: neither memories nor slots of the optimizer', async () => {
    const totals = async (ids: readonly number[][]) => {
      const student = linearStudent()
      const step = await createStep({
        student,
        objective: [fragile(), remembering()],
        optimizer: momentum({ learningRate: 0 }),
        compile,
      })
      const found: (number | string)[] = []
      for (const each of ids) {
        const batch = withIds(...each)
        const taken = step.train(batch, start)
        found.push(
          await taken.then(
            ({ total }) => total,
            () => 'failed',
          ),
        )
        batch.ids.dispose()
      }
      await step.close()
      student.dispose()
      return found
    }
    const [first, second] = await totals([
      [0, 1, 2],
      [0, 1, 2],
    ])
    expect(second).not.toBe(first)
    expect(
      await totals([
        [0, 1, 2],
        [0, 99, 2],
        [0, 1, 2],
      ]),
    ).toEqual([first, 'failed', second])
  })

  it('names the weights whose gradient blew up while the loss was finite', async () => {
    const steepStudent: Student = {
      ...bench.student,
      forward: (inputs, want) => {
        const { logits, features } = bench.student.forward(inputs, want)
        return { logits: steep(logits), features }
      },
    }
    const step = await createStep({
      student: steepStudent,
      objective: [hard()],
      optimizer: sgd({ learningRate: 0.1 }),
      compile,
    })
    const initial = bench.student.weights()
    await expect(step.train(bench.batch, start)).rejects.toThrow(/linear\/kernel.*finite gradient/)
    expect(bench.student.weights()).toEqual(initial)
    await step.close()
  })
})
