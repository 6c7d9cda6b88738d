import '@tensorflow/tfjs-backend-cpu'
import { scalar, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, soft } from '../testing/losses'
import { at, stepBench } from '../testing/step-bench'
import { sgd } from '../optimizers/index'
import { createStep } from './create-step'

beforeAll(() => setBackend('cpu'))
afterEach(() => vi.unstubAllEnvs())

describe('the number of tensors', () => {
  const bench = stepBench()
  const kept: Tensor[] = []
  const leave = (count: number) => {
    for (let index = 0; index < count; index++) kept.push(scalar(index))
  }
  afterEach(() => {
    for (const tensor of kept.splice(0)) tensor.dispose()
  })

  /** Steps that were taken before one failed, of 100. */
  async function steps({ inStep = 0, between = 0, once = 0 }) {
    const plain = fixedTeacher(2)
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2, {
        predict: (batch, want) => {
          leave(inStep)
          return plain.predict(batch, want)
        },
      }),
      objective: [hard(), soft()],
      optimizer: sgd({ learningRate: 0.1 }),
    })
    let taken = 0
    try {
      for (; taken < 100; taken++) {
        await step.train(bench.batch, at(taken))
        leave(between)
        if (taken === 10) leave(once)
      }
      return { taken }
    } catch (error) {
      return { taken, error }
    } finally {
      await step.close()
      for (const tensor of kept.splice(0)) tensor.dispose()
    }
  }

  it('may not grow with the steps: what a teacher leaves behind is told', async () => {
    // 33 tensors are more than the 32 that may come and go.
    const { taken, error } = await steps({ inStep: 1 })
    expect(taken).toBe(33)
    expect(error).toMatchObject({
      code: 'trainer/tensors-left',
      category: 'work',
      message: expect.stringMatching(
        /as many tensors after a step as after the first, \d+; got \d+ after step 34/,
      ) as string,
    })
    expect((await steps({ inStep: 10 })).taken).toBe(4)
  })

  it('may grow between steps, where callbacks keep what they like', async () => {
    expect(await steps({ between: 3, once: 100 })).toEqual({ taken: 100 })
  })

  it('is not looked at in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(await steps({ inStep: 1 })).toEqual({ taken: 100 })
  })
})
