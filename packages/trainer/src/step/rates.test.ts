import { defineOptimizer } from '@potstill/spec'
import { add, addN, mul, sub } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, remembering } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { start, stepBench } from '../testing/step-bench'
import { adamw, sgd } from '../optimizers/index'
import { createStep } from './create-step'
import { rateFactors } from './parameter-groups'
import type { StepOptions } from './step-options'
import type { NamedVariable } from './variable-names'

/** w ← w − (η + λ): whatever the gradient is, the weights tell the rates. */
const telling = defineOptimizer({
  name: 'telling',
  summary: 'Takes off its rates.',
  options: z.strictObject({}),
  create: () => ({
    learningRate: 1,
    weightDecay: 10,
    init: () => ({}),
    apply: ({ value, gradient, rates }) => ({
      value: addN([sub(value, add(rates.learningRate, rates.weightDecay)), mul(gradient, 0)]),
      slots: {},
    }),
  }),
})

describe.each(platforms)('on $where, variables with rates of their own', (platform) => {
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()
  const kernel = () => bench.student.weights().slice(0, 6)
  const bias = () => bench.student.weights().slice(6)

  /** By how much one step has changed kernel and bias. */
  async function changes(options: Partial<StepOptions>) {
    const before = [kernel(), bias()]
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer: telling(),
      compile: platform.compile,
      ...options,
    })
    await step.train(bench.batch, start)
    await step.close()
    return [kernel(), bias()].map((values, index) => before[index]![0]! - values[0]!)
  }

  it('have the optimizer’s where no group has them', async () => {
    expect(await changes({})).toEqual([expect.closeTo(11, 4), expect.closeTo(11, 4)])
  })

  it('have the factors of the first group that has them', async () => {
    const groups = [
      { variables: ['biases', 'norms'], weightDecay: 0 },
      { variables: ['linear/*'], learningRate: 3, weightDecay: 0.5 },
    ]
    expect(await changes({ groups })).toEqual([expect.closeTo(8, 4), expect.closeTo(1, 4)])
  })

  it('have none at all where they are frozen', async () => {
    const [ofKernel, ofBias] = await changes({ freeze: ['linear/k*'] })
    expect(ofKernel).toBe(0)
    expect(ofBias).toBeCloseTo(11, 4)
    const decayed = await changes({
      optimizer: adamw({ learningRate: 0.1, weightDecay: 1 }),
      freeze: ['*bias'],
    })
    expect(decayed[0]).not.toBe(0)
    expect(decayed[1]).toBe(0)
  })

  it('are found by name for connectors as well', async () => {
    const moved = async (groups: StepOptions['groups']) => {
      const step = await createStep({
        student: bench.student,
        objective: [remembering()],
        optimizer: sgd({ learningRate: 0.1 }),
        compile: platform.compile,
        freeze: ['linear/bias'],
        ...(groups && { groups: [{ variables: ['linear/kernel'], learningRate: 0 }, ...groups] }),
      })
      const first = await step.train(bench.batch, start)
      const second = await step.train(bench.batch, start)
      await step.close()
      return first.total - second.total
    }
    // The running mean moves on in the same way; what the offset gains is left out where its rate is 0.
    const [still, moving] = [
      await moved([{ variables: ['connectors'], learningRate: 0 }]),
      await moved([{ variables: ['remembering/offset'] }]),
    ]
    expect(moving).toBeGreaterThan(still)
  })
})

describe('names of variables', () => {
  beforeAll(() => usePlatform(platforms[0]!))
  const bench = stepBench()
  const attempt = async (more: Partial<StepOptions>) => {
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2),
      objective: [hard()],
      optimizer: sgd({ learningRate: 0.1 }),
      ...more,
    })
    try {
      await step.check(bench.batch)
    } finally {
      await step.close()
    }
  }

  it.each<[string, Partial<StepOptions>, RegExp]>([
    [
      'freeze',
      { freeze: ['linear/*', 'conv/*'] },
      /\[freeze\] expected patterns of variables: linear\/kernel, linear\/bias; got conv\/\*/,
    ],
    ['groups', { groups: [{ variables: ['connector'] }] }, /\[groups\].*got connector/],
    [
      'everything frozen',
      { freeze: ['*'] },
      /\[freeze\] expected patterns that leave a variable to train; got \*, which match all/,
    ],
    [
      'a factor below 0',
      { groups: [{ variables: ['biases'], learningRate: -1 }] },
      /groups\[0\].learningRate.*got -1/,
    ],
    ['a norm of 0', { clip: { norm: 0 } }, /clip.norm\] expected a positive number; got 0/],
    ['half a batch', { accumulate: 0.5 }, /accumulate\] expected a whole number of at least 1; got 0.5/],
    ['diagnostics never', { diagnostics: { everySteps: 0 } }, /diagnostics.everySteps\].*got 0/],
  ])('that fit nothing are refused: %s', async (_, more, message) => {
    await expect(attempt(more)).rejects.toMatchObject({
      category: 'request',
      message: expect.stringMatching(message) as string,
    })
  })

  it('tell biases and norms from weights', () => {
    const named = (name: string, connector = false): NamedVariable => ({
      name,
      connector,
      variable: { name } as never,
    })
    const all = [
      ...['conv/kernel', 'conv/bias', 'bn/gamma', 'bn/beta', 'alphabet/kernel', 'unbias/kernel'].map((name) =>
        named(name),
      ),
      named('term/bias', true),
    ]
    const factors = rateFactors([{ variables: ['biases', 'norms'], weightDecay: 0 }], all)
    expect([...factors.keys()].map(({ name }) => name)).toEqual(['conv/bias', 'bn/gamma', 'bn/beta'])
  })
})
