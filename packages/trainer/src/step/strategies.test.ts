import type { Batch, Strategy, Student } from '@potstill/spec'
import { add, clone, memory, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { sgd } from '../optimizers/index'
import { keyedRandom } from '../random/keyed-random'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { at, stepBench } from '../testing/step-bench'
import { createStep } from './create-step'

const strategy = (name: string, prepare: Strategy['prepare']): Strategy => ({
  kind: 'strategy',
  name,
  specVersion: 1,
  prepare,
})

const inputsOf = ({ inputs }: Batch) => inputs as Tensor
const valuesOf = (tensor: Tensor) => [...tensor.dataSync()]
const answer = (student: Student, { inputs }: Batch) => {
  const logits = tidy(() => student.forward(inputs, { taps: [], training: false }).logits)
  const values = valuesOf(logits)
  logits.dispose()
  return values
}

describe.each(platforms)('on $where, a strategy', (platform) => {
  const { compile } = platform
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()

  it('has the student as it is at this step, and its teacher', async () => {
    const said: (readonly number[])[] = []
    const teacher = fixedTeacher(2)
    const ask = strategy('ask', async (batch, given) => {
      said.push(answer(given.student, batch))
      expect(given.teacher).toBe(teacher)
      return Promise.resolve(batch)
    })
    const step = await createStep({
      student: bench.student,
      teacher,
      objective: [soft()],
      optimizer: sgd({ learningRate: 0.5 }),
      strategies: [ask],
      compile,
    })
    const expected: (readonly number[])[] = []
    for (const index of [0, 1, 2]) {
      expected.push(answer(bench.student, bench.batch))
      await step.train(bench.batch, at(index))
    }
    await step.close()
    expect(said).toEqual(expected)
    expect(said[1]).not.toEqual(said[0])
  })

  it('draws what the seed, the step and its name say, and nothing else', async () => {
    const drawn: (readonly number[])[] = []
    const draw = (name: string) =>
      strategy(name, (batch, { random }) => {
        const numbers = random.uniform('numbers', [4])
        drawn.push(valuesOf(numbers))
        numbers.dispose()
        return batch
      })
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer: sgd({ learningRate: 0.1 }),
      strategies: [draw('one'), draw('two')],
      seed: 5,
      compile,
    })
    for (const index of [3, 8, 3]) await step.train(bench.batch, at(index))
    await step.close()
    const expected = [3, 8, 3].flatMap((index) =>
      ['one', 'two'].map((name) => {
        const numbers = keyedRandom(5, index).child(name).uniform('numbers', [4])
        const values = valuesOf(numbers)
        numbers.dispose()
        return values
      }),
    )
    expect(drawn).toEqual(expected)
    expect(new Set(drawn.map((values) => values.join())).size).toBe(4)
  })

  it('prepares what the one before it made, before the teacher is asked; what it replaced is freed', async () => {
    const shift = (name: string, by: number) =>
      strategy(name, (batch) => ({ ...batch, inputs: tidy(() => add(inputsOf(batch), by)) }))
    const heard: (readonly number[])[] = []
    const plain = fixedTeacher(2)
    const teacher = fixedTeacher(2, {
      predict: (batch, want) => {
        heard.push(valuesOf(inputsOf(batch)))
        return plain.predict(batch, want)
      },
    })
    const step = await createStep({
      student: bench.student,
      teacher,
      objective: [soft()],
      optimizer: sgd({ learningRate: 0.1 }),
      strategies: [shift('one', 1), shift('ten', 10)],
      compile,
    })
    await step.train(bench.batch, at(0))
    const before = memory().numTensors
    await step.train(bench.batch, at(1))
    expect(memory().numTensors).toBe(before)
    await step.close()
    const expected = valuesOf(inputsOf(bench.batch)).map((value) => value + 11)
    expect(heard).toEqual([expected, expected])
  })

  it('of several learners has the first at hand, and all learn from what it prepared', async () => {
    const other = linearStudent({ seed: 2 })
    const students: unknown[] = []
    const seen: Batch[] = []
    const copy = strategy('copy', (batch, { student }) => {
      students.push(student)
      const made = { ...batch, inputs: clone(inputsOf(batch)) }
      seen.push(made)
      return made
    })
    const asked: unknown[] = []
    const step = await createStep({
      learners: [
        { name: 'one', student: bench.student, objective: [hard()] },
        {
          name: 'two',
          student: {
            ...other,
            forward: (inputs, want) => {
              asked.push(inputs)
              return other.forward(inputs, want)
            },
          },
          objective: [hard()],
        },
      ],
      optimizer: sgd({ learningRate: 0.1 }),
      strategies: [copy],
      compile: 'never',
    })
    await step.train(bench.batch, at(0))
    await step.close()
    other.dispose()
    expect(students).toEqual([bench.student])
    expect(asked).toEqual([seen[0]!.inputs])
  })

  it('that fails is named', async () => {
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer: sgd({ learningRate: 0.1 }),
      strategies: [strategy('broken', () => Promise.reject(new Error('no more text')))],
      compile,
    })
    await expect(step.train(bench.batch, at(0))).rejects.toMatchObject({
      code: 'trainer/component-failed',
      component: 'broken',
      category: 'work',
    })
    await step.close()
  })
})
