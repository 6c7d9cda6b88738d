import { compilerOf, type Batch, type Loss } from '@potstill/spec'
import { backend, dispose, memory, mul, sum, tidy, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Term } from '../objective'
import { momentum, sgd } from '../optimizers/index'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, hint, remembering, soft } from '../testing/losses'
import { stepsApart, type Apart } from '../testing/peers-apart'
import { compiled, platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { at, labels, rows, start, stepBench } from '../testing/step-bench'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'

const optimizer = momentum({ learningRate: 0.2, weightDecay: 0.01 })
const seed = 11

/** Batches that differ from step to step. */
const someBatches = (count: number): readonly Batch[] =>
  Array.from({ length: count }, (_, index) =>
    batchOf(
      [0, 1, 2],
      rows.map((row) => row.map((value) => value * (1 + 0.2 * index))),
      labels,
    ),
  )

/** Mutual learning of two: each has its labels, and what the other says. */
const pair = (): readonly Apart[] => {
  const terms = (peer: string): readonly Term[] => [
    { loss: hard(), weight: 0.7 },
    { loss: soft(), temperature: 3, weight: ({ step }) => 0.5 + 0.1 * step, teacher: { peer } },
  ]
  return [
    { name: 'one', student: linearStudent({ seed: 1, dropout: 0.3 }), objective: terms('two') },
    { name: 'two', student: linearStudent({ seed: 2, dropout: 0.5 }), objective: terms('one') },
  ]
}

/** Three in a ring, with features, and with a memory of their own. */
const ring = (): readonly Apart[] =>
  ['one', 'two', 'three'].map((name, index, names) => {
    const teacher = { peer: names[(index + 1) % 3]! }
    return {
      name,
      student: linearStudent({ seed: index + 1, dropout: 0.2 }),
      objective: [
        { loss: hard() },
        { loss: soft(), temperature: 2, teacher },
        { loss: hint(), taps: [['logits', 'logits']], weight: 0.3, teacher },
        { loss: remembering(), weight: 0.1 },
      ],
    }
  })

const numbers = ({ student }: Apart) => student.variables.flatMap((kept) => [...kept.dataSync()])

function expectClose(ours: readonly number[], theirs: readonly number[]): void {
  expect(ours).toHaveLength(theirs.length)
  expect(Math.max(...ours.map((value, index) => Math.abs(value - theirs[index]!)))).toBeLessThan(1e-5)
}

describe.each(platforms)('on $where, learners that learn together', (platform) => {
  const { compile } = platform
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()

  it.each([
    ['two, of each other', pair],
    ['three, in a ring', ring],
  ])('do what each does alone with what the others said before the step: %s', async (_, make) => {
    const [together, apart] = [make(), make()]
    const batches = someBatches(6)
    const theirs = await stepsApart(apart, { optimizer, seed, batches })
    const step = await createStep({ learners: together, optimizer, seed, compile })
    const before = together.flatMap(numbers)
    for (const [index, batch] of batches.entries()) {
      const { total, terms, accuracy, accuracies, temperatures, weights } = await step.train(batch, at(index))
      const results = Object.values(theirs[index]!)
      const all = <Key extends 'terms' | 'temperatures' | 'weights'>(key: Key) =>
        Object.assign({}, ...results.map((result) => result[key])) as Record<string, number>
      expect(Object.keys(terms)).toEqual(Object.keys(all('terms')))
      expectClose(Object.values(terms), Object.values(all('terms')))
      expectClose([total], [results.reduce((sum, result) => sum + result.total, 0)])
      expect(temperatures).toEqual(all('temperatures'))
      expect(weights).toEqual(all('weights'))
      expect(accuracy).toBe(results[0]!.accuracy)
      expect(accuracies).toEqual(Object.assign({}, ...results.map((result) => result.accuracies)))
    }
    await step.close()
    expectClose(together.flatMap(numbers), apart.flatMap(numbers))
    expect(
      Math.max(...before.map((value, i) => Math.abs(value - together.flatMap(numbers)[i]!))),
    ).toBeGreaterThan(0.05)
    for (const { student } of [...together, ...apart]) student.dispose()
    batches.forEach((batch) => disposeBatch(batch))
  })

  it('average over all others where there are more than one, as deep mutual learning does', async () => {
    // Zhang et al. 2018, equation 8: the gradient is that of the labels and the mean of both divergences.
    const names = ['one', 'two', 'three']
    const make = () => names.map((name, index) => ({ name, student: linearStudent({ seed: index + 1 }) }))
    const step = async (weights: readonly (readonly [string, number])[]) => {
      const learners = make().map((learner, index) => ({
        ...learner,
        objective:
          index > 0
            ? [hard()]
            : [hard(), ...weights.map(([peer, weight]) => ({ loss: soft(), weight, teacher: { peer } }))],
      }))
      const rate = sgd({ learningRate: 1 })
      const taken = await createStep({ learners, optimizer: rate, seed, compile })
      await taken.train(bench.batch, start)
      await taken.close()
      const values = numbers({ ...learners[0]!, objective: [] })
      for (const { student } of learners) student.dispose()
      return values
    }
    const both = await step([
      ['two', 0.5],
      ['three', 0.5],
    ])
    const [two, three] = [await step([['two', 1]]), await step([['three', 1]])]
    expectClose(
      both,
      two.map((value, index) => (value + three[index]!) / 2),
    )
    expect(two).not.toEqual(three)
  })

  it('may have ordinary teachers beside peers: the same teacher is opened, asked and closed once', async () => {
    const heard: string[] = []
    const plain = fixedTeacher(2)
    const teacher = fixedTeacher(2, {
      open: (given) => {
        heard.push('open')
        return plain.open(given)
      },
      predict: (batch, want) => {
        heard.push('predict')
        return plain.predict(batch, want)
      },
      close: () => void heard.push('close'),
    })
    const other = linearStudent({ seed: 2 })
    const step = await createStep({
      learners: [
        {
          name: 'one',
          student: bench.student,
          teacher,
          objective: [soft(), { loss: soft(), name: 'mutual', teacher: { peer: 'two' } }],
        },
        { name: 'two', student: other, teacher, objective: [soft()] },
      ],
      optimizer: sgd({ learningRate: 0 }),
      compile,
    })
    const { terms } = await step.train(bench.batch, start)
    await step.close()
    expect(heard).toEqual(['open', 'predict', 'close'])
    expect(step.terms).toEqual(['one/soft', 'one/mutual', 'two/soft'])
    const alone = await createStep({
      student: other,
      teacher: plain,
      objective: [soft()],
      optimizer: sgd({ learningRate: 0 }),
      compile,
    })
    const { terms: expected } = await alone.train(bench.batch, start)
    await alone.close()
    other.dispose()
    expect(terms['two/soft']).toBeCloseTo(expected['soft']!, 5)
    expect(terms['one/mutual']).not.toBeCloseTo(terms['one/soft']!, 3)
  })

  it('tell a loss before step 1 what it will hear of a peer', async () => {
    const init = vi.fn<NonNullable<Loss['init']>>(() => ({}))
    const other = linearStudent({ seed: 2 })
    const told = { ...hint(), uses: ['teacherLogits', 'teacherViews', 'labels'] as never, init }
    const step = await createStep({
      learners: [
        {
          name: 'one',
          student: bench.student,
          teacher: { peer: 'two' },
          objective: [hard(), { loss: told, taps: [['logits', 'logits']] }],
        },
        { name: 'two', student: other, objective: [hard()] },
      ],
      optimizer,
      compile,
    })
    await step.check(bench.batch)
    await step.close()
    other.dispose()
    expect(init.mock.calls).toMatchObject([
      [
        {
          shapes: { studentLogits: [2], teacherLogits: [2], features: [{ student: [2], teacher: [2] }] },
          signals: ['features', 'teacherLogits', 'labels'],
        },
      ],
    ])
  })

  it('are all put back where a number of one is not finite, and that one is named', async () => {
    const other = linearStudent({ seed: 2 })
    const step = await createStep({
      learners: [
        { name: 'one', student: bench.student, objective: [hard()] },
        {
          name: 'two',
          student: other,
          objective: [{ loss: { ...hard(), compute: blowUp }, name: 'blown' }],
        },
      ],
      optimizer: sgd({ learningRate: 1 }),
      compile,
    })
    const [one, two] = [bench.student.weights(), other.weights()]
    await step.train(bench.batch, start)
    const large = { ...bench.batch, inputs: tidy(() => mul(bench.batch.inputs as Tensor, 1e30)) }
    await expect(step.train(large, at(1))).rejects.toMatchObject({
      code: 'trainer/not-finite',
      component: 'two/blown',
    })
    expect([bench.student.weights(), other.weights()]).toEqual([one, two])
    await step.close()
    other.dispose()
    dispose(large.inputs)
  })
})

/** The square of the square of the logits: infinite where they are large. */
const blowUp = ({ studentLogits }: { readonly studentLogits: Tensor }) => {
  const square = mul(studentLogits, studentLogits)
  return sum(mul(square, square), -1)
}

describe('learners', () => {
  beforeAll(() => usePlatform(compiled))
  const bench = stepBench()

  it('are one program together, in which each student’s code runs once', async () => {
    const compile = vi.spyOn(compilerOf(backend())!, 'compile')
    const learners = pair()
    const forwards = learners.map(({ student }) => vi.spyOn(student, 'forward'))
    const step = await createStep({ learners, optimizer, compile: 'always' })
    const [batch] = someBatches(1)
    await step.train(batch!, at(0))
    const after = memory().numTensors
    for (let index = 1; index < 5; index++) await step.train(batch!, at(index))
    expect(memory().numTensors).toBe(after)
    expect(compile).toHaveBeenCalledTimes(1)
    expect(forwards.map(({ mock }) => mock.calls.length)).toEqual([1, 1])
    await step.close()
    compile.mockRestore()
    for (const { student } of learners) student.dispose()
    disposeBatch(batch!)
  })

  it('of whom there is one are the same as a student with its objective, but for the name', async () => {
    const results = []
    for (const named of [true, false]) {
      const student = linearStudent({ seed: 4 })
      const learner = { student, teacher: fixedTeacher(2), objective: [hard(), soft()] }
      const step = await createStep(
        named ? { learners: [{ name: 'only', ...learner }], optimizer } : { ...learner, optimizer },
      )
      const { terms, total } = await step.train(bench.batch, start)
      await step.close()
      results.push({ terms: Object.values(terms), total, weights: student.weights() })
      student.dispose()
    }
    expect(results[0]).toEqual(results[1])
  })
})
