import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { twoVelocities } from '../testing/by-term'
import { countingStudent } from '../testing/counting-student'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { at, stepBench } from '../testing/step-bench'
import { sgd } from '../optimizers/index'
import { createStep } from './create-step'
import type { StepOptions } from './step-options'

describe.each(platforms)('on $where, what training changes in a network by itself', (platform) => {
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()

  /** Passes that the network, and its average, have counted after each of three steps. */
  async function counts(batches: number, more: Partial<StepOptions> = {}) {
    const before = memory().numTensors
    const student = countingStudent()
    const step = await createStep({
      student,
      teacher: fixedTeacher(2),
      objective: [hard(), soft(), { loss: hard(), weight: 0.5 }],
      optimizer: sgd({ learningRate: 0.1 }),
      ema: { decay: 0.5 },
      compile: platform.compile,
      ...more,
    })
    await step.check(bench.batch)
    const counted: (readonly number[])[] = []
    for (let index = 0; index < 3; index++) {
      await step.train(
        Array.from({ length: batches }, () => bench.batch),
        at(index),
      )
      const average = step.averaged() as typeof student
      counted.push([student.passes(), average.passes()])
    }
    await step.close()
    student.dispose()
    expect(memory().numTensors).toBe(before)
    return counted
  }

  it('changes once with each batch, and is copied to the average', async () => {
    expect(await counts(1)).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    expect(await counts(2)).toEqual([
      [2, 2],
      [4, 4],
      [6, 6],
    ])
  })

  it('does so where gradients are taken by term, and where they are looked at', async () => {
    const optimizer = twoVelocities({ learningRate: 0.1 })
    const expected = [
      [1, 1],
      [2, 2],
      [3, 3],
    ]
    expect(await counts(1, { optimizer })).toEqual(expected)
    expect(await counts(1, { diagnostics: { everySteps: 2 } })).toEqual(expected)
    expect(await counts(2, { optimizer, diagnostics: { everySteps: 1 } })).toEqual([
      [2, 2],
      [4, 4],
      [6, 6],
    ])
  })
})
