import { memory, tensor1d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { linearStudent } from '../testing/linear-student'
import { hard } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { at, stepBench } from '../testing/step-bench'
import { sgd } from '../optimizers/index'
import { createStep } from './create-step'

type Averaged = ReturnType<typeof linearStudent>

describe.each(platforms)('on $where, averaged weights', (platform) => {
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()
  const optimizer = sgd({ learningRate: 0.5 })
  const { compile } = platform

  it('follow e ← d·e + (1 − d)·w from the first weights on, with a decay that changes', async () => {
    const decay = ({ step }: { readonly step: number }) => (1 + step) / (10 + step)
    let expected = [...bench.student.weights()]
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer,
      compile,
      ema: { decay },
    })
    expect(step.averaged()).toBeUndefined()
    for (let index = 0; index < 5; index++) {
      await step.train(bench.batch, at(index))
      const d = decay({ step: index })
      expected = bench.student.weights().map((weight, place) => d * expected[place]! + (1 - d) * weight)
      const averaged = (step.averaged() as Averaged).weights()
      averaged.forEach((weight, place) => expect(weight).toBeCloseTo(expected[place]!, 5))
      expect(averaged).not.toEqual(bench.student.weights())
    }
    await step.close()
    expect(step.averaged()).toBeUndefined()
  })

  it('go back with the weights where a step turns out to be bad', async () => {
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer,
      compile,
      ema: { decay: 0.5 },
    })
    await step.train(bench.batch, at(0))
    const average = step.averaged() as Averaged
    const before = average.weights()
    await step.train(bench.batch, at(1))
    expect(average.weights()).not.toEqual(before)
    const bad = { ...bench.batch, weights: nothing() }
    await expect(step.train(bad, at(2))).rejects.toMatchObject({ code: 'trainer/not-finite' })
    bad.weights.dispose()
    expect(average.weights()).toEqual(before)
    await step.close()
  })

  it('are of every learner', async () => {
    const before = memory().numTensors
    const [one, two] = [linearStudent({ seed: 1 }), linearStudent({ seed: 2 })]
    const step = await createStep({
      learners: [
        { name: 'one', student: one, objective: [hard()] },
        { name: 'two', student: two, objective: [hard()] },
      ],
      optimizer,
      compile,
      ema: { decay: 0 },
    })
    await step.train(bench.batch, at(0))
    // A decay of 0 is no average at all.
    expect((step.averaged() as Averaged).weights()).toEqual(one.weights())
    expect((step.averaged(two) as Averaged).weights()).toEqual(two.weights())
    expect(step.averaged(bench.student)).toBeUndefined()
    await step.close()
    for (const each of [one, two]) each.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('refuse a decay that is none', async () => {
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer,
      ema: { decay: 1.5 },
    })
    await expect(step.check(bench.batch)).rejects.toThrow(/decay of ema.*a number from 0 to 1; got 1.5/)
    await step.close()
  })
})

const nothing = () => tensor1d([Number.NaN, 1, 1])
