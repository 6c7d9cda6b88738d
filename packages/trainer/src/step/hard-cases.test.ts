import { defineLoss, type Strategy, type Temperature } from '@potstill/spec'
import {
  add,
  cast,
  clone,
  customGrad,
  expandDims,
  exp,
  gather,
  logSoftmax,
  memory,
  mul,
  neg,
  oneHot,
  reshape,
  scatterND,
  square,
  sub,
  sum,
  tidy,
  topk,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { sgd } from '../optimizers/index'
import { fixedTeacher } from '../testing/fixed-teacher'
import { follower } from '../testing/follower'
import { fixedLogits, linearStudent } from '../testing/linear-student'
import { consistency, hard, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { at, start, stepBench } from '../testing/step-bench'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'

const traits = {
  level: 'logits',
  softened: false,
  perExample: true,
  sameClasses: true,
  zeroAtMatch: true,
  temperatureSquared: false,
} as const

/** Entries `[B, K]` of rows `[B, C]`. (The gradient of `gather` with batch dimensions fails on core tensors.) */
const pick = (rows: Tensor, indices: Tensor) =>
  sum(mul(oneHot(cast(indices, 'int32'), rows.shape.at(-1)!), expandDims(rows, 1)), -1)

/** Methods that ask more of the step than a loss on two sets of logits, each in its smallest form. */
describe.each(platforms)('on $where, a step with', (platform) => {
  const { compile } = platform
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()

  it('a memory bank by example, as in CRD: read and written by id', async () => {
    const bank = defineLoss({
      name: 'bank',
      summary: 'Distance to what was said of the same example before.',
      needs: ['studentLogits', 'ids'],
      options: z.strictObject({}),
      create: () => ({
        traits: { ...traits, sameClasses: false },
        init: ({ examples, classes, random }) => ({
          state: { rows: random.uniform('rows', [examples.count, classes], 0, 0) },
        }),
        compute: ({ studentLogits, ids }, { state }) => {
          const rows = state['rows']!
          const known = gather(rows, ids)
          const change = sub(studentLogits, known)
          const places = reshape(ids, [-1, 1])
          return {
            loss: sum(square(change), -1),
            state: { rows: add(rows, scatterND(places, change, rows.shape as [number, number])) },
          }
        },
      }),
    })
    const step = await createStep({
      compile,
      student: bench.student,
      objective: [bank()],
      optimizer: sgd({ learningRate: 0 }),
      examples: { count: 5 },
    })
    const first = await step.train(bench.batch, at(0))
    const second = await step.train(bench.batch, at(1))
    const others = batchOf(
      [3, 4],
      [
        [1, 0.5, -1],
        [0, 1, 0],
      ],
    )
    const unseen = await step.train(others, at(2))
    disposeBatch(others)
    await step.close()
    // The weights stand still: what the bank remembers of an example is what the student says again.
    expect(first.total).toBeGreaterThan(0.01)
    expect(second.total).toBeCloseTo(0, 6)
    expect(unseen.total).toBeGreaterThan(0.01)
  })

  it('a temperature that plays against the student, as in CTKD: its gradient is reversed', async () => {
    const reverse = customGrad((x) => ({ value: clone(x as Tensor), gradFunc: (dy: Tensor) => neg(dy) }))
    const adversary = (reversed: boolean): Temperature => ({
      kind: 'temperature',
      name: 'adversary',
      specVersion: 1,
      needs: [],
      init: ({ random }) => ({ trainable: { theta: random.uniform('theta', [], 2, 2) } }),
      resolve: (_, { variables }) => {
        const theta = variables['theta']!
        const value = reversed ? (reverse(theta) as Tensor) : theta
        return { student: value, teacher: value, squared: square(value) }
      },
    })
    const totals = async (reversed: boolean) => {
      const student = linearStudent()
      const step = await createStep({
        compile,
        student,
        teacher: fixedTeacher(2),
        objective: [{ loss: soft(), temperature: adversary(reversed) }],
        optimizer: sgd({ learningRate: 0.01 }),
      })
      const { total: first } = await step.train(bench.batch, at(0))
      const weights = student.weights()
      const { total: second } = await step.train(bench.batch, at(1))
      await step.close()
      student.dispose()
      return { first, second, weights }
    }
    const [friend, foe] = [await totals(false), await totals(true)]
    // One step on, the student is the same in both; only the temperature went the other way.
    expect(foe.first).toBe(friend.first)
    expect(foe.weights).toEqual(friend.weights)
    expect(foe.second).toBeGreaterThan(friend.second)
  })

  it('further views of the examples, on both sides', async () => {
    const flipped = tidy(() => neg(bench.batch.inputs as Tensor))
    const teacher = fixedTeacher(2, {
      predict: ({ views = [] }, want) => ({
        ...(want.views && { views: views.map((view) => tidy(() => fixedLogits(view as Tensor, 2))) }),
      }),
    })
    const step = await createStep({
      compile,
      student: bench.student,
      teacher,
      objective: [consistency()],
      optimizer: sgd({ learningRate: 0.05 }),
    })
    const batch = { ...bench.batch, views: [flipped] }
    const first = await step.train(batch, at(0))
    const second = await step.train(batch, at(1))
    await step.close()
    flipped.dispose()
    expect(second.total).toBeLessThan(first.total)
  })

  it('a teacher that gives its largest entries only', async () => {
    const sparse = defineLoss({
      name: 'sparse',
      summary: 'Cross-entropy with the largest entries.',
      needs: ['studentLogits', 'teacherTopK'],
      options: z.strictObject({}),
      create: () => ({
        traits: { ...traits, zeroAtMatch: false },
        compute: ({ studentLogits, teacherTopK: { indices, logProbs } }) =>
          neg(sum(mul(exp(logProbs), pick(logSoftmax(studentLogits), indices)), -1)),
      }),
    })
    const teacher = fixedTeacher(2, {
      open: () => ({ gives: ['topK'], logitsShape: [2], features: {} }),
      predict: ({ inputs }, want) => {
        expect(want).toEqual({ logits: false, topK: true, taps: [], views: false })
        return tidy(() => {
          const { values, indices } = topk(logSoftmax(fixedLogits(inputs as Tensor, 2)), 1)
          return { topK: { indices, logProbs: values, tail: sub(1, sum(exp(values), -1)) } }
        }) as never
      },
    })
    const step = await createStep({
      compile,
      student: bench.student,
      teacher,
      objective: [sparse()],
      optimizer: sgd({ learningRate: 0.05 }),
    })
    const first = await step.train(bench.batch, at(0))
    const second = await step.train(bench.batch, at(1))
    await step.close()
    expect(second.total).toBeLessThan(first.total)
  })

  it('a teacher that follows the student, as in a mean teacher', async () => {
    const teacher = follower()
    const before = bench.student.weights()
    const step = await createStep({
      compile,
      student: bench.student,
      teacher,
      objective: [hard(), soft()],
      optimizer: sgd({ learningRate: 0.5 }),
    })
    await step.train(bench.batch, start)
    const followed = Object.values(teacher.memory!()).flatMap((variable) => [...variable.dataSync()])
    await step.close()
    followed.forEach((value, index) => {
      expect(value).toBeCloseTo((before[index]! + bench.student.weights()[index]!) / 2, 5)
    })
  })

  it('a strategy that puts other inputs into the batch, and keeps the rest of it', async () => {
    const seen: unknown[] = []
    const noise: Strategy = {
      kind: 'strategy',
      name: 'noise',
      specVersion: 1,
      prepare: (batch, { random, student }) => {
        seen.push(student)
        return { ...batch, inputs: tidy(() => add(batch.inputs as Tensor, random.normal('noise', [3, 3]))) }
      },
    }
    const total = async (strategies: readonly Strategy[], count: number) => {
      const step = await createStep({
        compile,
        student: bench.student,
        objective: [hard()],
        optimizer: sgd({ learningRate: 0 }),
        strategies,
      })
      const before = memory().numTensors
      await step.train(bench.batch, at(count))
      await step.train(bench.batch, at(count))
      const { total: loss } = await step.train(bench.batch, at(count))
      expect(memory().numTensors - before).toBeLessThan(8)
      await step.close()
      return loss
    }
    expect(await total([noise], 1)).toBe(await total([noise], 1))
    expect(await total([noise], 1)).not.toBe(await total([noise], 2))
    expect(await total([noise], 1)).not.toBe(await total([], 1))
    expect(seen[0]).toBe(bench.student)
  })
})
