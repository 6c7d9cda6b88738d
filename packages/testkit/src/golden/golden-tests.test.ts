import '@tensorflow/tfjs-backend-cpu'
import { defineSchedule, defineTemperature } from '@potstill/spec'
import { add, div, mean, scalar, setBackend, squaredDifference, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { toyLoss, toyValue } from '../testing/toy-loss'
import type { GoldenCase, GoldenTensor } from './golden-case'
import { goldenTests, type ExpectedGolden } from './golden-tests'
import { runGolden } from './run-golden'

beforeAll(() => setBackend('cpu'))

const toy = toyLoss()

/** The same after logits are divided by the temperature. */
const softened = toyLoss({
  traits: { softened: true },
  compute: ({ studentLogits, teacherLogits }, { temperature }) =>
    toyValue(div(studentLogits, temperature.student), div(teacherLogits, temperature.teacher)),
})

const fixed = defineSchedule({
  name: 'fixed',
  summary: 'One value.',
  options: z.strictObject({ value: z.number() }),
  create:
    ({ value }) =>
    () =>
      value,
})

/** Two temperatures, of which the first comes from memory. */
const both = defineTemperature({
  name: 'both',
  summary: 'Two temperatures.',
  needs: [],
  options: z.strictObject({ other: z.number() }),
  create: ({ other }) => ({
    init: () => ({ trainable: { first: scalar(1) } }),
    resolve: (_, { variables }) =>
      [variables['first']!, scalar(other)].map((each) => ({ student: each, teacher: each, squared: each })),
  }),
})

const squares = (given: { readonly student: Tensor; readonly teacher: Tensor; readonly by: number }) => ({
  loss: div(mean(squaredDifference(given.student, given.teacher), -1), given.by),
  sums: add(given.student, given.teacher),
})

const components = { losses: { toy, squares }, schedules: [fixed, both] }
const row = (...data: readonly number[]): GoldenTensor => ({ shape: [1, data.length], data })

// ((1 − 0)² + (3 − 1)²) / 2, and the differences themselves as its gradient.
const plain = {
  loss: 'toy',
  signals: { studentLogits: row(1, 3), teacherLogits: row(0, 1) },
  expected: { value: 2.5, gradients: { studentLogits: row(1, 2) } },
} satisfies ExpectedGolden

/** Runs the one test that a case becomes. */
async function run(golden: ExpectedGolden, given = components): Promise<void> {
  const tests: (() => void | Promise<void>)[] = []
  goldenTests([golden], { ...given, it: (_, test) => tests.push(test) })
  expect(tests).toHaveLength(1)
  await tests[0]!()
}

describe('goldenTests', () => {
  it('names a test after its case, or its loss', () => {
    const names: string[] = []
    goldenTests([plain, { ...plain, id: 'first' }], { ...components, it: (name) => names.push(name) })
    expect(names).toEqual(['toy', 'first'])
  })

  it('passes what is right', async () => {
    await expect(run(plain)).resolves.toBeUndefined()
  })

  it.each([
    ['a value', { value: 2.501, gradients: {} }, /expected the value 2.501; got 2.5$/],
    ['no number', { value: NaN, gradients: {} }, /expected the value NaN; got 2.5$/],
    [
      'a gradient',
      { value: 2.5, gradients: { studentLogits: row(1, 2.001) } },
      /studentLogits like \[1, 2.001\]; got \[1, 2\]/,
    ],
    [
      'the shape of a gradient',
      { value: 2.5, gradients: { studentLogits: row(1, 2, 0) } },
      /studentLogits of shape \[1, 3\]; got \[1, 2\]/,
    ],
    [
      'a gradient that is not there',
      { value: 2.5, gradients: { features: [row(1)] } },
      /features of shape \[1, 1\]; got none/,
    ],
    [
      'a tensor beside it that is not there',
      { value: 2.5, gradients: {}, memory: row(1) },
      /memory of shape \[1, 1\]; got none/,
    ],
  ])('finds %s that is wrong', async (_, expected, message) => {
    await expect(run({ ...plain, expected })).rejects.toThrow(message)
  })
})

describe('runGolden', () => {
  it.each<[string, GoldenCase]>([
    ['loss', { loss: 'tyo' }],
    ['function', { loss: 'toy', function: 'tyo' }],
    ['schedule or temperature', { ...plain, temperature: { tyo: {} } }],
  ])('names a %s that is not there', async (what, golden) => {
    await expect(runGolden(golden, components)).rejects.toMatchObject({
      code: 'testkit/not-found',
      expected: `a ${what} of the name tyo`,
    })
  })

  it('takes the mean over examples', async () => {
    // 2.5 of the first and 0 of the second.
    const signals = {
      studentLogits: { shape: [2, 2], data: [1, 3, 5, 6] },
      teacherLogits: { shape: [2, 2], data: [0, 1, 5, 6] },
    }
    const expected = {
      value: 1.25,
      gradients: { studentLogits: { shape: [2, 2], data: [0.5, 1, 0, 0] } },
    }
    await expect(run({ loss: 'toy', signals, expected })).resolves.toBeUndefined()
  })

  it('takes the mean over the tokens of the mask', async () => {
    // Of the tokens 2.5, 8 and 0.5, the first and the last.
    const signals = {
      studentLogits: { shape: [1, 3, 2], data: [1, 3, 4, 0, 1, 0] },
      teacherLogits: { shape: [1, 3, 2], data: [0, 1, 0, 0, 0, 0] },
      mask: [[1, 0, 1]],
    }
    const expected = {
      value: 1.5,
      gradients: { studentLogits: { shape: [1, 3, 2], data: [0.5, 1, 0, 0, 0.5, 0] } },
    }
    await expect(run({ loss: 'toy', signals, expected })).resolves.toBeUndefined()
  })

  it('follows a schedule as the temperature', async () => {
    // A quarter of the value, and of the gradient, at the temperature 2.
    const expected = { value: 0.625, gradients: { studentLogits: row(0.25, 0.5) } }
    const golden = { ...plain, temperature: { fixed: { value: 2 } }, expected }
    await expect(run(golden, { ...components, losses: { toy: softened, squares } })).resolves.toBeUndefined()
  })

  it('sums over the temperatures of a component', async () => {
    // 2.5 at 1 and 0.625 at 2.
    const expected = { value: 3.125, gradients: { studentLogits: row(1.25, 2.5) } }
    const golden = { ...plain, temperature: { both: { other: 2 } }, expected }
    await expect(run(golden, { ...components, losses: { toy: softened, squares } })).resolves.toBeUndefined()
  })

  it.each([
    // Without ids the examples of the batch are all there are.
    [{}, 2, [4, 7]],
    [{ ids: [3, 1] }, 4, [0, 7, 0, 4]],
  ])('tells the loss how many examples there are, with their labels: %o', async (ids, count, labels) => {
    const told: unknown[] = []
    const asking = toyLoss({
      init: ({ examples }) => {
        told.push(examples)
        return {}
      },
    })
    const logits = { shape: [2, 1], data: [0, 0] }
    const signals = { studentLogits: logits, teacherLogits: logits, labels: [4, 7], ...ids }
    await runGolden({ loss: 'toy', signals }, { ...components, losses: { asking } })
    expect(told).toEqual([{ count, labels: Int32Array.from(labels) }])
  })

  it('calls a plain function, and compares the tensors beside its loss', async () => {
    const golden = {
      loss: 'toy',
      function: 'squares',
      arguments: { student: row(1, 3), teacher: row(0, 1), by: 2 },
      expected: { value: 1.25, gradients: { student: row(0.5, 1) }, sums: row(1, 4) },
    }
    await expect(run(golden)).resolves.toBeUndefined()
    const wrong = { ...golden, expected: { ...golden.expected, sums: row(1, 5) } }
    await expect(run(wrong)).rejects.toThrow(/sums like \[1, 5\]; got \[1, 4\]/)
  })
})
