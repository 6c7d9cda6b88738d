import { defineOptimizer, type NamedTensors, type OptimizerUpdate } from '@potstill/spec'
import { addN, fill, mul, sub, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { dot, momentum } from '../optimizers/index'
import { linearStudent } from '../testing/linear-student'
import { hard } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { labels, rows, stepBench } from '../testing/step-bench'
import { largestGap, takeSteps } from '../testing/take-steps'

type Apply = (update: OptimizerUpdate) => { readonly value: Tensor; readonly slots: NamedTensors }

/** A rule with slots of ones, twos and fours. */
const rule = (apply: Apply) =>
  defineOptimizer({
    name: 'returning',
    summary: 'Returns what it was given.',
    options: z.strictObject({}),
    create: () => ({
      learningRate: 1,
      init: ({ shape }) => ({ one: fill(shape, 1), two: fill(shape, 2), four: fill(shape, 4) }),
      apply,
    }),
  })()

const named = (slots: NamedTensors, name: string) => slots[name] as Tensor

describe.each(platforms)('on $where, an optimizer that returns', ({ compile, ...platform }) => {
  beforeAll(() => usePlatform(platform))
  stepBench()
  const batch = () => batchOf([0, 1, 2], rows, labels)
  const after = async (optimizer: ReturnType<typeof rule>, steps: number) => {
    const taken = Array.from({ length: steps }, () => batch)
    return (await takeSteps(linearStudent, { objective: [hard()], optimizer, compile }, taken)).weights
  }

  it('slots as they are, and in the place of others, has them at the next step', async () => {
    const swapping = rule(({ value, gradient, slots }) => {
      const [one, two, four] = ['one', 'two', 'four'].map((name) => named(slots, name))
      const moved = sub(value, addN([one!, four!, mul(gradient, 0)]))
      return { value: moved, slots: { one: two!, two: one!, four: four! } }
    })
    const [before, weights] = [await after(swapping, 0), await after(swapping, 3)]
    // 1 + 4, 2 + 4 and 1 + 4.
    expect(
      largestGap(
        weights,
        before.map((weight) => weight - 16),
      ),
    ).toBeLessThan(1e-5)
  })

  it('a weight as a slot, and a slot as the weight, has both', async () => {
    const keeping = rule(({ value, slots }) => ({
      value: named(slots, 'one'),
      slots: { one: value, two: named(slots, 'two'), four: named(slots, 'four') },
    }))
    const before = await after(keeping, 0)
    expect(await after(keeping, 1)).toEqual(before.map(() => 1))
    expect(await after(keeping, 2)).toEqual(before)
  })

  it('the velocity that no term moves, as dot does without a teacher, trains as momentum', async () => {
    const ours = await after(dot({ learningRate: 0.1 }), 4)
    expect(largestGap(ours, await after(momentum({ learningRate: 0.1, momentum: 0.9 }), 4))).toBeLessThan(
      1e-6,
    )
  })
})
