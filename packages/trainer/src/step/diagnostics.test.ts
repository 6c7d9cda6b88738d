import type { Batch, StepDiagnostics } from '@potstill/spec'
import { add, memory, mul, sum, tensor1d, tidy, variable, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, remembering, soft } from '../testing/losses'
import { platforms, usePlatform } from '../testing/platforms'
import { batchOf } from '../testing/points'
import { at, labels, rows, start, stepBench } from '../testing/step-bench'
import { takeSteps } from '../testing/take-steps'
import { adam, sgd } from '../optimizers/index'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'
import type { StepOptions } from './step-options'

const softmax = (z: readonly number[]) => {
  const powers = z.map(Math.exp)
  const total = powers.reduce((sum, value) => sum + value, 0)
  return powers.map((value) => value / total)
}

/** dL/dW = xᵀe/B and dL/db = Σe/B, flat, of the errors e `[B, 2]` at the logits. */
function gradientOf(errors: readonly (readonly number[])[]): readonly number[] {
  const gradient = Array.from({ length: 8 }, () => 0)
  errors.forEach((error, example) => {
    error.forEach((value, c) => {
      rows[example]!.forEach((input, f) => (gradient[f * 2 + c]! += (input * value) / errors.length))
      gradient[6 + c]! += value / errors.length
    })
  })
  return gradient
}

const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, index) => sum + value * other[index]!, 0)

/** Closed form, weights 0.3 and 2 and temperature 2: 0.3(q − y), 2·T²·(q^T − p^T)/T. */
function expectedDiagnostics(weights: readonly number[]): StepDiagnostics {
  const logits = rows.map((x) =>
    [0, 1].map((c) => x.reduce((sum, value, f) => sum + value * weights[f * 2 + c]!, weights[6 + c]!)),
  )
  const taught = rows.map((x) =>
    [0, 1].map((c) => x.reduce((sum, value, f) => sum + value * Math.sin(1 + f * 2 + c), 0)),
  )
  const half = (z: readonly number[]) => softmax(z.map((value) => value / 2))
  const ofHard = gradientOf(
    logits.map((z, i) => softmax(z).map((q, c) => 0.3 * (q - (labels[i] === c ? 1 : 0)))),
  )
  const ofSoft = gradientOf(logits.map((z, i) => half(z).map((q, c) => 2 * 2 * (q - half(taught[i]!)[c]!))))
  const [one, other] = [Math.sqrt(dot(ofHard, ofHard)), Math.sqrt(dot(ofSoft, ofSoft))]
  const sum = ofHard.map((value, index) => value + ofSoft[index]!)
  return {
    gradientNorm: Math.sqrt(dot(sum, sum)),
    termNorms: { hard: one, soft: other },
    cosines: { 'hard|soft': dot(ofHard, ofSoft) / (one * other) },
  }
}

function expectClose(ours: StepDiagnostics, theirs: StepDiagnostics): void {
  const flat = ({ gradientNorm, termNorms, cosines }: StepDiagnostics) => ({
    gradientNorm,
    ...termNorms,
    ...cosines,
  })
  expect(Object.keys(flat(ours))).toEqual(Object.keys(flat(theirs)))
  for (const [name, value] of Object.entries(flat(theirs))) {
    expect((flat(ours) as Record<string, number>)[name]).toBeCloseTo(value, 5)
  }
}

describe.each(platforms)('on $where, diagnostics', (platform) => {
  beforeAll(() => usePlatform(platform))
  const bench = stepBench()
  const { compile } = platform
  const options = (): Omit<StepOptions, 'student'> => ({
    teacher: fixedTeacher(2),
    objective: [
      { loss: hard(), weight: 0.3 },
      { loss: soft(), weight: 2, temperature: 2 },
    ],
    optimizer: sgd({ learningRate: 0.1 }),
    compile,
  })

  it('are the norms and the cosine of the closed form, every so many steps', async () => {
    const step = await createStep({
      ...options(),
      student: bench.student,
      diagnostics: { everySteps: 2 },
      clip: { norm: 1e-3 },
    })
    for (let index = 0; index < 4; index++) {
      const expected = expectedDiagnostics(bench.student.weights())
      const { diagnostics } = await step.train(bench.batch, at(index))
      if (index % 2 === 1) expect(diagnostics).toBeUndefined()
      else expectClose(diagnostics!, expected)
    }
    await step.close()
  })

  it('are of all batches of an update together', async () => {
    const step = await createStep({ ...options(), student: bench.student, diagnostics: { everySteps: 1 } })
    const expected = expectedDiagnostics(bench.student.weights())
    const parts = [
      batchOf([0], rows.slice(0, 1), labels.slice(0, 1)),
      batchOf([1, 2], rows.slice(1), labels.slice(1)),
    ]
    const { diagnostics } = await step.train(parts, start)
    expectClose(diagnostics!, expected)
    await step.close()
    for (const part of parts) disposeBatch(part)
  })

  it('change nothing in the step: weights, memories, states and draws are the same bit for bit', async () => {
    const before = memory().numTensors
    const moving: number[][] = []
    /** Counts its passes in a state of its own, as moving statistics do. */
    const counting = () => {
      const student = linearStudent({ dropout: 0.4 })
      const passes = tidy(() => variable(tensor1d([0])))
      return {
        ...student,
        state: [passes],
        forward: (...given: Parameters<typeof student.forward>) => {
          passes.assign(add(passes, 1))
          return student.forward(...given)
        },
        clone: () => student.clone(),
        dispose: () => {
          moving.push([...passes.dataSync()])
          passes.dispose()
          student.dispose()
        },
      }
    }
    const own = {
      ...options(),
      objective: [hard(), soft(), remembering()],
      optimizer: adam({ learningRate: 0.1 }),
      seed: 2,
    }
    const steps = Array.from({ length: 4 }, (): (() => Batch) => () => batchOf([0, 1, 2], rows, labels))
    const plain = await takeSteps(counting, own, steps)
    const looked = await takeSteps(counting, { ...own, diagnostics: { everySteps: 2 } }, steps)
    expect(looked.weights).toEqual(plain.weights)
    expect(looked.results.map(({ diagnostics: _, ...result }) => result)).toEqual(plain.results)
    expect(looked.results.map(({ diagnostics }) => diagnostics !== undefined)).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect(moving).toEqual([[4], [4]])
    expect(memory().numTensors).toBe(before)
  })

  it('have a cosine of NaN where a term has no gradient now, and pairs of one learner only', async () => {
    const other = linearStudent({ seed: 2 })
    const nothing = {
      ...hard(),
      name: 'nothing',
      compute: ({ studentLogits }: { studentLogits: Tensor }) => zeroOf(studentLogits),
    }
    const teacher = fixedTeacher(2)
    const step = await createStep({
      learners: [
        { name: 'one', student: bench.student, teacher, objective: [nothing, soft()] },
        { name: 'two', student: other, teacher, objective: [hard(), soft()] },
      ],
      optimizer: sgd({ learningRate: 0.1 }),
      compile,
      diagnostics: { everySteps: 1 },
    })
    const { diagnostics } = await step.train(bench.batch, start)
    expect(diagnostics!.cosines).toEqual({
      'one/nothing|one/soft': Number.NaN,
      'two/hard|two/soft': expect.closeTo(diagnostics!.cosines['two/hard|two/soft']!, 12) as number,
    })
    expect(diagnostics!.termNorms['one/nothing']).toBe(0)
    await step.close()
    other.dispose()
  })
})

const zeroOf = (logits: Tensor) => sum(mul(logits, 0), -1)
