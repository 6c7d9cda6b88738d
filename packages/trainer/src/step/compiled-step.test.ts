import { compilerOf, type CompiledFunction, type Student } from '@potstill/spec'
import { backend, memory, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { linearStudent } from '../testing/linear-student'
import { hard, remembering, soft } from '../testing/losses'
import { compiled, eagerly, usePlatform, type Platform } from '../testing/platforms'
import { batchOf, points } from '../testing/points'
import { labels, rows, start } from '../testing/step-bench'
import { follower } from '../testing/follower'
import { cosine, optimizers, setups, type Setup } from '../testing/step-setups'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'
import type { StepResult } from './step-options'

beforeAll(() => usePlatform(compiled))

interface Taken {
  readonly results: readonly StepResult[]
  /** After each step. */
  readonly weights: readonly (readonly number[])[]
  /** How often the student's own code ran. */
  readonly forwards: number
}

/** Takes steps with a new student, the same each time, and sees to it that nothing is left of them. */
async function take({ compile }: Platform, steps: number, setup: Setup): Promise<Taken> {
  const before = memory().numTensors
  const student = linearStudent({ dropout: setup.dropout ?? 0 })
  const forward = vi.spyOn(student, 'forward')
  const open = () => createStep({ ...setup.options(student), student, compile, seed: 3 })
  let step = await open()
  const results: StepResult[] = []
  const weights: (readonly number[])[] = []
  for (let index = 0; index < steps; index++) {
    setup.meanwhile?.(index, student)
    if (index === setup.reopenAt) {
      await step.close()
      step = await open()
    }
    const batch = setup.batch?.(index) ?? batchOf([0, 1, 2], rows, labels)
    const progress = { step: index, steps, epoch: index / 5, epochs: steps / 5, fraction: index / steps }
    results.push(await step.train(batch, progress))
    const average = step.averaged() as typeof student | undefined
    weights.push([...student.weights(), ...(average?.weights() ?? [])])
    for (const each of [batch].flat()) disposeBatch(each)
  }
  await step.close()
  student.dispose()
  expect(memory().numTensors).toBe(before)
  return { results, weights, forwards: forward.mock.calls.length }
}

function numbersOf({ results, weights }: Taken, index: number): readonly number[] {
  const { total, terms, accuracy, learningRate, temperatures } = results[index]!
  const told = [total, ...Object.values(terms), learningRate, ...Object.values(temperatures)]
  return [...told, ...(accuracy === undefined ? [] : [accuracy]), ...weights[index]!]
}

/** The largest difference of any number that a step tells or leaves behind. */
function gap(one: Taken, other: Taken, index: number): number {
  const [ours, theirs] = [numbersOf(one, index), numbersOf(other, index)]
  expect(ours).toHaveLength(theirs.length)
  return Math.max(...ours.map((value, place) => Math.abs(value - theirs[place]!)))
}

describe('a compiled step', () => {
  it.each(Object.entries(setups))(
    'does what the same step does operation by operation: %s',
    async (_, setup) => {
      const steps = 10
      const [ours, theirs] = [await take(compiled, steps, setup), await take(eagerly, steps, setup)]
      for (let index = 0; index < steps; index++) expect(gap(ours, theirs, index)).toBeLessThan(1e-5)
      // Two sets of shapes at most, and the student's code runs once for each.
      expect(ours.forwards).toBeLessThanOrEqual(theirs.forwards / (setup.several ? 3 : 5))
      // Steps do something, and each something else.
      const totals = ours.results.map(({ total }) => total)
      expect(new Set(totals).size).toBe(steps)
    },
  )

  it('runs the code of the student once for each shape, and no more', async () => {
    const student = linearStudent()
    const forward = vi.fn<Student['forward']>(student.forward)
    const step = await createStep({
      student: { ...student, forward },
      objective: [hard()],
      optimizer: optimizers.sgd,
      compile: 'auto',
    })
    const calls: number[] = []
    for (const size of [3, 3, 2, 3, 2]) {
      const batch = batchOf([0, 1, 2].slice(0, size), rows.slice(0, size), labels.slice(0, size))
      await step.train(batch, start)
      disposeBatch(batch)
      calls.push(forward.mock.calls.length)
    }
    await step.close()
    student.dispose()
    expect(calls).toEqual([1, 1, 2, 2, 2])
  })

  it('frees its programs when it is closed', async () => {
    const compile = vi.spyOn(compilerOf(backend())!, 'compile')
    const student = linearStudent()
    const step = await createStep({ student, objective: [hard()], optimizer: optimizers.sgd })
    const batch = batchOf([0, 1, 2], rows, labels)
    await step.train(batch, start)
    const program = compile.mock.results[0]!.value as CompiledFunction<unknown, unknown, unknown>
    const freed = vi.spyOn(program, 'dispose')
    await step.close()
    expect([compile, freed].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
    compile.mockRestore()
    disposeBatch(batch)
    student.dispose()
  })

  it('is still there after 200 steps, to a thousandth', async () => {
    const { train } = points({ examples: 60 })
    const batches: (readonly [number[], number[][], number[]])[] = []
    for await (const batch of train.batches({ batchSize: 16 })) {
      const inputs = (await (batch.inputs as Tensor).array()) as number[][]
      batches.push([[...batch.ids.dataSync()], inputs, [...batch.labels!.dataSync()]])
      disposeBatch(batch)
    }
    const setup: Setup = {
      options: () => ({
        teacher: follower(),
        objective: [
          { loss: hard(), weight: 0.3 },
          { loss: soft(), temperature: cosine },
          { loss: remembering(), weight: 0.1 },
        ],
        optimizer: optimizers.adam,
      }),
      // Four sizes in turn: 16, 16, 16, 12.
      batch: (index) => batchOf(...batches[index % 4]!),
      dropout: 0.2,
    }
    const [ours, theirs] = [await take(compiled, 200, setup), await take(eagerly, 200, setup)]
    expect(gap(ours, theirs, 0)).toBeLessThan(1e-5)
    expect(gap(ours, theirs, 199)).toBeLessThan(1e-3)
    // The student has gone a long way.
    const [first, last] = [ours.weights[0]!, ours.weights[199]!]
    expect(Math.max(...last.map((value, index) => Math.abs(value - first[index]!)))).toBeGreaterThan(0.5)
  })

  it('repeats itself bit for bit, also where a run is taken up again in the middle', async () => {
    // Of these, plain gradient descent has no slots: a new step takes over all that there is.
    const setup = setups['sgd']!
    const { results, weights } = await take(compiled, 10, setup)
    expect(await take(compiled, 10, setup)).toMatchObject({ results, weights })
    expect(await take(compiled, 10, { ...setup, reopenAt: 4 })).toMatchObject({ results, weights })
  })
})
