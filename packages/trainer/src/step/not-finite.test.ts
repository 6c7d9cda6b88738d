import '@tensorflow/tfjs-backend-cpu'
import type { Student } from '@potstill/spec'
import { add, fill, mul, setBackend, sqrt, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { hard } from '../testing/losses'
import { at, start, stepBench } from '../testing/step-bench'
import { sgd } from '../optimizers/index'
import { createStep } from './create-step'

beforeAll(() => setBackend('cpu'))

/** Adds √0: the value is finite, the slope is not. */
const steep = (logits: Tensor) => add(logits, sqrt(mul(logits, 0)))

describe('a step whose loss is not finite', () => {
  const bench = stepBench()

  const bad = (broken: () => boolean) => ({
    ...hard(),
    name: 'broken',
    compute: () => (broken() ? fill([3], Number.NaN) : zeros([3])),
  })

  it('names the term and the step, and puts the last good weights back', async () => {
    let broken = false
    const objective = [hard(), bad(() => broken)]
    const step = await createStep({
      student: bench.student,
      objective,
      optimizer: sgd({ learningRate: 0.1 }),
    })
    const initial = bench.student.weights()
    await step.train(bench.batch, at(0))
    expect(bench.student.weights()).not.toEqual(initial)
    broken = true
    await expect(step.train(bench.batch, at(1))).rejects.toMatchObject({
      code: 'trainer/not-finite',
      category: 'work',
      message: expect.stringMatching(/\[broken\] expected a finite loss; got NaN at step 2 \(epoch 1\)/),
    })
    expect(bench.student.weights()).toEqual(initial)
    await step.close()
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
    })
    const initial = bench.student.weights()
    await expect(step.train(bench.batch, start)).rejects.toThrow(/linear-kernel.*finite gradient/)
    expect(bench.student.weights()).toEqual(initial)
    await step.close()
  })
})
