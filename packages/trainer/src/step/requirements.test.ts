import '@tensorflow/tfjs-backend-cpu'
import { defineLoss, type Batch, type Optimizer } from '@potstill/spec'
import { setBackend, sum, zeros } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fixedTeacher } from '../testing/fixed-teacher'
import { hard, hint, remembering, soft } from '../testing/losses'
import { batchOf } from '../testing/points'
import { rows, start, stepBench } from '../testing/step-bench'
import { sgd } from '../optimizers/index'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'
import type { StepOptions } from './step-options'

beforeAll(() => setBackend('cpu'))

describe('createStep refuses', () => {
  const bench = stepBench()

  const optimizer: Optimizer = sgd({ learningRate: 0.1 })
  const attempt = async (options: Partial<StepOptions>, on: Batch = bench.batch) => {
    const step = await createStep({ student: bench.student, objective: [hard()], optimizer, ...options })
    try {
      await step.check(on)
    } finally {
      await step.close()
    }
  }

  it.each([
    ['an empty objective', { objective: [] }, /at least one term; got none/],
    [
      'a loss without its teacher',
      { objective: [soft()] },
      /\[soft\] expected a teacher that gives logits.*got no teacher/,
    ],
    [
      'another number of classes',
      { objective: [soft()], teacher: fixedTeacher(5) },
      /\[soft\] expected a teacher and a student with the same number of classes; got teacher 5, student 2/,
    ],
    [
      'a temperature for a hard loss',
      { objective: [{ loss: hard(), temperature: 3 }] },
      /\[hard\] expected a temperature only where/,
    ],
    [
      'features without taps',
      { objective: [hint()], teacher: fixedTeacher(2) },
      /\[hint\] expected taps: pairs/,
    ],
    [
      'taps for a loss that reads no features',
      { objective: [{ loss: soft(), taps: [['input', 'input'] as const] }], teacher: fixedTeacher(2) },
      /\[soft\] expected no taps; got 1 pairs/,
    ],
    [
      'an unknown tap',
      { objective: [{ loss: hint(), taps: [['input', 'stage9'] as const] }], teacher: fixedTeacher(2) },
      /tap of the teacher: input, logits; got stage9/,
    ],
    [
      'a temperature of zero',
      { objective: [{ loss: soft(), temperature: 0 }], teacher: fixedTeacher(2) },
      /a positive number; got 0/,
    ],
    [
      'a weight that is not finite',
      { objective: [{ loss: hard(), weight: () => Number.NaN }] },
      /weight of hard.*finite number; got NaN/,
    ],
    [
      'entries of gradients clipped for an optimizer that wants them by term',
      { optimizer: { ...sgd({ learningRate: 0.1 }), gradients: 'byTerm' as const }, clip: { value: 1 } },
      /\[sgd\] expected no clip.value.*takes the gradients of the terms one by one/,
    ],
    [
      'a loss that throws',
      { objective: [remembering({ fail: true })] },
      /\[remembering\] expected remembering to compute its loss; got Error: it broke/,
    ],
  ])('%s', async (_, options, message) => {
    await expect(attempt(options)).rejects.toMatchObject({
      category: 'request',
      message: expect.stringMatching(message),
    })
  })

  it('labels that are no classes, and inputs that are no numbers', async () => {
    const wrong = batchOf([0, 1], [rows[0] ?? [], rows[1] ?? []], [0, 2])
    await expect(attempt({}, wrong)).rejects.toThrow(/labels from 0 to 1; got 2 at place 1/)
    disposeBatch(wrong)
    const missing = batchOf(
      [0, 1],
      [
        [0, 0, 0],
        [0, Number.NaN, 0],
      ],
      [0, 1],
    )
    await expect(attempt({}, missing)).rejects.toThrow(/finite numbers; got NaN in example 1/)
    disposeBatch(missing)
  })

  it('a batch without labels where a loss needs them', async () => {
    const bare = batchOf([0], [rows[0] ?? []])
    await expect(attempt({}, bare)).rejects.toThrow(/\[hard\] expected a batch or a teacher with labels/)
    disposeBatch(bare)
  })

  it('an objective that does not reach the student', async () => {
    const idle = { ...hard(), compute: () => zeros([3]) }
    const step = await createStep({ student: bench.student, objective: [idle], optimizer })
    await expect(step.train(bench.batch, start)).rejects.toThrow(/gradient reaches the student/)
    await step.close()
  })

  it('and closes the teacher that it opened and does not take', async () => {
    let closed = 0
    const teacher = fixedTeacher(5, { close: () => void (closed += 1) })
    await expect(
      createStep({ student: bench.student, teacher, objective: [soft()], optimizer }),
    ).rejects.toThrow(/teacher 5, student 2/)
    expect(closed).toBe(1)
  })
})

describe('createStep takes', () => {
  const bench = stepBench()

  it.each([
    ['with taps', [['input', 'input'] as const], 1],
    ['without', undefined, 0],
  ])('a loss that uses features, %s', async (_, taps, expected) => {
    const pairs: number[] = []
    const loss = defineLoss({
      name: 'maybe',
      summary: 'Counts its pairs.',
      needs: ['studentLogits'],
      uses: ['features'],
      options: z.strictObject({}),
      create: () => ({
        traits: hard().traits,
        compute: ({ studentLogits, features = [] }) => {
          pairs.push(features.length)
          return sum(studentLogits, -1)
        },
      }),
    })()
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2),
      objective: [{ loss, ...(taps && { taps }) }],
      optimizer: sgd({ learningRate: 0.1 }),
    })
    await step.check(bench.batch)
    await step.close()
    expect(new Set(pairs)).toEqual(new Set([expected]))
  })
})
