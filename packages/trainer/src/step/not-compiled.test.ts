import { compilerOf, type Student } from '@potstill/spec'
import {
  add,
  backend,
  clone,
  customGrad,
  dropout,
  expandDims,
  mul,
  setBackend,
  sum,
  unique,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { sgd } from '../optimizers/index'
import { linearStudent } from '../testing/linear-student'
import { hard, remembering } from '../testing/losses'
import { compiled, usePlatform } from '../testing/platforms'
import { at, start, stepBench } from '../testing/step-bench'
import { createStep } from './create-step'
import type { StepOptions } from './step-options'

const optimizer = sgd({ learningRate: 0.1 })

/** A student that does something else to its logits on the way. */
function altered(student: Student, alter: (logits: Tensor) => Tensor): Student {
  return {
    ...student,
    forward: (inputs, want) => {
      const { logits, features } = student.forward(inputs, want)
      return { logits: alter(logits), features }
    },
  }
}

/** Its number of different values is a shape that nobody knows before the numbers are. */
const distinct = customGrad((logits) => ({
  value: add(logits as Tensor, mul(sum(unique(logits as Tensor1D, 0).values), 0)),
  gradFunc: (change: Tensor) => clone(change),
}))
const reading = (logits: Tensor) => mul(logits, Number.isNaN(logits.dataSync()[0]) ? 0 : 1)
const unkeyed = (logits: Tensor) => add(logits, mul(expandDims(dropout(sum(logits, 0), 0.5), 0), 0))

/** A loss that says of itself that it cannot be compiled. */
const refusing = () => {
  const loss = hard()
  return { ...loss, traits: { ...loss.traits, compiles: { reason: 'it sorts its examples by hand' } } }
}

describe('a step that cannot be compiled', () => {
  beforeEach(() => usePlatform(compiled))
  const bench = stepBench()

  const given = (more: Partial<StepOptions>): StepOptions => ({
    student: bench.student,
    objective: [hard()],
    optimizer,
    ...more,
  })

  it.each([
    ['a kernel without a native form', distinct, /expected .*; got .*Unique/],
    ['numbers that are read in the middle', reading, /reads the numbers of a tensor/],
    ['random numbers without a key', unkeyed, /draws them by itself.* To have it compiled: .*dropout/],
  ])('goes on operation by operation and says so once: %s', async (_, alter, reason) => {
    const run = async (student: Student, compile: 'auto' | 'never') => {
      const said: string[] = []
      const step = await createStep(
        given({ student: altered(student, alter), compile, notice: (text) => said.push(text) }),
      )
      const totals = []
      for (const count of [0, 1, 2]) totals.push((await step.train(bench.batch, at(count))).total)
      await step.close()
      return { totals, said }
    }
    const other = linearStudent()
    const expected = await run(other, 'never')
    other.dispose()
    const { totals, said } = await run(bench.student, 'auto')
    expect(totals).toEqual(expected.totals)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^The training step is not compiled and runs operation by operation: expected /)
    expect(said[0]).toMatch(reason)
    expect(expected.said).toEqual([])
  })

  it('goes on, and says so, where a loss says of itself that it cannot be compiled', async () => {
    const notice = vi.fn<(message: string) => void>()
    const step = await createStep(given({ objective: [refusing(), remembering()], notice }))
    await step.train(bench.batch, at(0))
    await step.train(bench.batch, at(1))
    await step.close()
    expect(notice.mock.calls).toEqual([
      [
        'The training step is not compiled and runs operation by operation: expected losses that can be compiled; got hard: it sorts its examples by hand.',
      ],
    ])
  })

  it('is an error where it has to be, which names the kernel, found before training', async () => {
    const step = await createStep(given({ student: altered(bench.student, distinct), compile: 'always' }))
    const wanted = {
      code: 'trainer/not-compiled',
      category: 'request',
      component: 'Unique',
      message: expect.stringMatching(/since compile is always; got .*Unique.*compile: auto/),
    }
    await expect(step.check(bench.batch)).rejects.toMatchObject(wanted)
    await expect(step.train(bench.batch, start)).rejects.toMatchObject(wanted)
    await step.close()
    await expect(createStep(given({ objective: [refusing()], compile: 'always' }))).rejects.toMatchObject({
      code: 'trainer/not-compiled',
      category: 'request',
      component: 'hard',
      received: 'hard: it sorts its examples by hand',
    })
  })

  it('leaves a component’s own error as it is', async () => {
    const objective = [remembering({ fail: true })]
    const step = await createStep(given({ objective, compile: 'always' }))
    await expect(step.train(bench.batch, start)).rejects.toMatchObject({
      code: 'trainer/component-failed',
      component: 'remembering',
    })
    await step.close()
  })

  it('is tried in a check, which changes nothing', async () => {
    const forward = vi.fn<Student['forward']>(bench.student.forward)
    const before = bench.student.weights()
    const step = await createStep(given({ student: { ...bench.student, forward }, compile: 'always' }))
    await step.check(bench.batch)
    expect(bench.student.weights()).toEqual(before)
    expect(forward).toHaveBeenCalledTimes(2)
    await step.train(bench.batch, start)
    expect(forward).toHaveBeenCalledTimes(2)
    expect(bench.student.weights()).not.toEqual(before)
    await step.close()
  })
})

describe('a backend that compiles nothing', () => {
  beforeEach(() => setBackend('cpu'))
  const bench = stepBench()

  it('trains operation by operation without a word', async () => {
    expect(compilerOf(backend())).toBeUndefined()
    const notice = vi.fn<(message: string) => void>()
    const step = await createStep({ student: bench.student, objective: [refusing()], optimizer, notice })
    const before = bench.student.weights()
    await step.train(bench.batch, start)
    expect(bench.student.weights()).not.toEqual(before)
    expect(notice).not.toHaveBeenCalled()
    await step.close()
  })

  it('is refused by name where the step has to be compiled', async () => {
    const step = createStep({ student: bench.student, objective: [hard()], optimizer, compile: 'always' })
    await expect(step).rejects.toMatchObject({
      code: 'trainer/no-compiler',
      category: 'request',
      received: 'the backend cpu, which does not',
      fix: expect.stringContaining('onnxruntime'),
    })
  })
})
