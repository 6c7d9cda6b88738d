import type { OptimizerUpdate } from '@potstill/spec'
import { addN, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { twoVelocities } from '../testing/by-term'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, remembering, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { labels, rows, start, stepBench } from '../testing/step-bench'
import { largestGap } from '../testing/take-steps'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'
import type { StepOptions } from './step-options'

/** What the rule was given for one variable. */
interface Seen {
  readonly gradient: readonly number[]
  readonly byTerm: Readonly<Record<string, readonly number[]>>
  readonly taught: readonly string[] | undefined
}

describe('an optimizer that asks for gradients by term', () => {
  beforeAll(() => usePlatform(platforms[0]!))
  const bench = stepBench()
  const seen: Seen[] = []
  const look = ({ gradient, byTerm = {}, taught }: OptimizerUpdate) =>
    void seen.push({
      gradient: [...gradient.dataSync()],
      byTerm: Object.fromEntries(
        Object.entries(byTerm).map(([name, value]) => [name, [...value.dataSync()]]),
      ),
      taught,
    })

  async function updates(more: Partial<StepOptions> = {}, batches = [bench.batch]) {
    seen.length = 0
    const before = bench.student.weights()
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2),
      objective: [hard(), { loss: soft(), weight: 2, temperature: 3 }],
      optimizer: twoVelocities({ learningRate: 0, seen: look }),
      ...more,
    })
    await step.train(batches, start)
    await step.close()
    expect(bench.student.weights()).toEqual(before)
    return [...seen]
  }

  it('gets those of weighted terms, whose sum is the gradient, and which of them a teacher is read by', async () => {
    const [kernel, bias] = await updates()
    const [single] = await updates({ objective: [{ loss: soft(), weight: 2, temperature: 3 }] })
    for (const { gradient, byTerm, taught } of [kernel!, bias!]) {
      expect(Object.keys(byTerm)).toEqual(['hard', 'soft'])
      expect(taught).toEqual(['soft'])
      const sum = gradient.map((_, index) => byTerm['hard']![index]! + byTerm['soft']![index]!)
      expect(largestGap(gradient, sum)).toBeLessThan(1e-6)
    }
    expect(largestGap(kernel!.byTerm['soft']!, single!.gradient)).toBeLessThan(1e-6)
  })

  it('gets none of a term that does not reach the variable', async () => {
    const all = await updates({ objective: [hard(), remembering()] })
    expect(all.map(({ byTerm }) => Object.keys(byTerm))).toEqual([
      ['hard', 'remembering'],
      ['hard', 'remembering'],
      ['remembering'],
    ])
    expect(all.every(({ taught }) => taught!.length === 0)).toBe(true)
  })

  it('gets the sums over all batches of an update', async () => {
    const parts = [
      batchOf([0], rows.slice(0, 1), labels.slice(0, 1)),
      batchOf([1, 2], rows.slice(1), labels.slice(1)),
    ]
    const [ours, theirs] = [await updates({}, parts), await updates()]
    ours.forEach(({ gradient, byTerm }, index) => {
      expect(largestGap(gradient, theirs[index]!.gradient)).toBeLessThan(1e-6)
      for (const name of ['hard', 'soft']) {
        expect(largestGap(byTerm[name]!, theirs[index]!.byTerm[name]!)).toBeLessThan(1e-6)
      }
    })
    for (const part of parts) disposeBatch(part)
  })

  it('has values of terms that are weighted by 0 and reach nothing', async () => {
    const idle = { ...hard(), name: 'idle', compute: () => tidy(() => addN([bench.batch.labels!])) }
    const step = await createStep({
      student: bench.student,
      objective: [hard(), { loss: idle, weight: 0 }],
      optimizer: twoVelocities({ learningRate: 0.1 }),
    })
    const { terms } = await step.train(bench.batch, start)
    await step.close()
    // The mean of the labels 1, 0, 1.
    expect(terms['idle']).toBeCloseTo(2 / 3, 6)
  })
})
