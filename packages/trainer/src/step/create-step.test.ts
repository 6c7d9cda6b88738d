import '@tensorflow/tfjs-backend-cpu'
import type { Batch, Optimizer, Progress, Random, Student, Teacher } from '@potstill/spec'
import { clone, fill, memory, scalar, setBackend, tensor1d, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fixedLogits, linearStudent } from '../fixtures/linear-student'
import { hard, hint, remembering, soft } from '../fixtures/losses'
import { batchOf } from '../fixtures/points'
import { adam, sgd } from '../optimizers/index'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'

beforeAll(() => setBackend('cpu'))

const start: Progress = { step: 0, steps: 10, epoch: 0, epochs: 2, fraction: 0 }
const at = (step: number): Progress => ({ ...start, step, fraction: step / 10, epoch: step / 5 })
const rows = [
  [1, 0.5, -1],
  [-1, 0.25, 0.5],
  [0.5, -0.75, 0.25],
]

function teacherOf(classes: number, more: Partial<Teacher> = {}): Teacher {
  return {
    kind: 'teacher',
    name: 'fixed',
    specVersion: 1,
    open: () => ({ gives: ['logits', 'features'], logitsShape: [classes], features: { input: [3] } }),
    predict: ({ inputs }: Batch, want) => ({
      ...(want.logits && { logits: tidy(() => fixedLogits(inputs as Tensor, classes)) }),
      ...(want.taps.length > 0 && { features: { input: clone(inputs as Tensor) } }),
    }),
    fingerprint: () => Promise.resolve('fixed'),
    close: () => undefined,
    ...more,
  }
}

describe('createStep', () => {
  let student: ReturnType<typeof linearStudent>
  let batch: Batch
  let before: number
  beforeEach(() => {
    before = memory().numTensors
    student = linearStudent()
    batch = batchOf([0, 1, 2], rows, [1, 0, 1])
  })
  afterEach(() => {
    student.dispose()
    disposeBatch(batch)
    expect(memory().numTensors).toBe(before)
  })

  it('takes the exact step of gradient descent on cross-entropy', async () => {
    // Closed form: dL/dW = xᵀ(softmax(z) − y)/B, dL/db = Σ(softmax(z) − y)/B.
    const [kernel, bias] = [student.weights().slice(0, 6), student.weights().slice(6)]
    const step = await createStep({ student, objective: [hard()], optimizer: sgd({ learningRate: 0.5 }) })
    const result = await step.train(batch, start)
    await step.close()
    const gradient = Array.from({ length: 8 }, () => 0)
    let loss = 0
    rows.forEach((x, example) => {
      const label = [1, 0, 1][example] ?? 0
      const z = [0, 1].map((c) => x.reduce((sum, value, f) => sum + value * (kernel[f * 2 + c] ?? 0), bias[c] ?? 0))
      const total = z.reduce((sum, value) => sum + Math.exp(value), 0)
      loss -= ((z[label] ?? 0) - Math.log(total)) / 3
      z.forEach((value, c) => {
        const error = (Math.exp(value) / total - (c === label ? 1 : 0)) / 3
        x.forEach((input, f) => (gradient[f * 2 + c] = (gradient[f * 2 + c] ?? 0) + input * error))
        gradient[6 + c] = (gradient[6 + c] ?? 0) + error
      })
    })
    expect(result.terms['hard']).toBeCloseTo(loss, 5)
    expect(result.total).toBeCloseTo(loss, 5)
    student.weights().forEach((weight, index) => {
      expect(weight).toBeCloseTo(([...kernel, ...bias][index] ?? 0) - 0.5 * (gradient[index] ?? 0), 5)
    })
  })

  it('adds the terms up by their weights, with warm-up, and reports temperatures', async () => {
    const objective = [
      { loss: hard(), weight: 0.1 },
      { loss: soft(), weight: 2, temperature: ({ fraction }: Progress) => 4 - 2 * fraction, warmUp: 2 },
      { loss: hard(), weight: () => 3 },
    ]
    const step = await createStep({ student, teacher: teacherOf(2), objective, optimizer: sgd({ learningRate: 0 }) })
    const result = await step.train(batch, at(5))
    await step.close()
    expect(step.terms).toEqual(['hard', 'soft', 'hard#2'])
    // Epoch 1 of a warm-up over 2 epochs: half the weight. Fraction 0.5: temperature 3.
    expect(result.weights).toEqual({ hard: 0.1, soft: 1, 'hard#2': 3 })
    expect(result.temperatures).toEqual({ soft: 3 })
    const { hard: h = 0, soft: s = 0 } = result.terms
    expect(result.total).toBeCloseTo(3.1 * h + s, 4)
  })

  it('leaves no tensor behind, with memory, dropout and adam', async () => {
    const dropped = linearStudent({ dropout: 0.4 })
    const objective = [hard(), { loss: soft(), temperature: 3 }, remembering(), { loss: hint(), taps: [['input', 'input'] as const] }]
    const step = await createStep({
      student: dropped,
      teacher: teacherOf(2),
      objective,
      optimizer: adam({ learningRate: 0.01 }),
    })
    await step.train(batch, at(0))
    const after = memory().numTensors
    for (let count = 1; count < 20; count++) await step.train(batch, at(count))
    expect(memory().numTensors).toBe(after)
    await step.close()
    dropped.dispose()
  })

  it('carries a loss’s memory from step to step and trains its variables', async () => {
    const step = await createStep({ student, objective: [remembering()], optimizer: sgd({ learningRate: 0.01 }) })
    const first = await step.train(batch, at(0))
    const second = await step.train(batch, at(1))
    await step.close()
    expect(second.terms['remembering']).not.toBeCloseTo(first.terms['remembering'] ?? 0, 6)
  })

  it('draws the same dropout for the same step, and other dropout for the next', async () => {
    const losses = async (steps: readonly number[]) => {
      const dropped = linearStudent({ dropout: 0.5 })
      const step = await createStep({ student: dropped, objective: [hard()], optimizer: sgd({ learningRate: 0 }), seed: 3 })
      const values = []
      for (const count of steps) values.push((await step.train(batch, at(count))).terms['hard'])
      await step.close()
      dropped.dispose()
      return values
    }
    const [zero, one, zeroAgain] = await losses([0, 1, 0])
    expect(zeroAgain).toBe(zero)
    expect(one).not.toBe(zero)
    expect(await losses([1])).toEqual([one])
  })

  it('gives a teacher that answers inside the step no gradient', async () => {
    const mirror = teacherOf(2, {
      predict: () => ({}),
      open: () => ({ gives: ['logits'], logitsShape: [2], features: {} }),
      inStep: ({ logits }) => ({ logits }),
    })
    const step = await createStep({ student, teacher: mirror, objective: [soft()], optimizer: sgd({ learningRate: 1 }) })
    const weights = student.weights()
    await step.train(batch, start)
    await step.close()
    // Cross-entropy with itself has no gradient when the target is detached; the target's own would move the weights.
    student.weights().forEach((weight, index) => expect(weight).toBeCloseTo(weights[index] ?? 0, 6))
  })

  it('takes a weighted mean over the valid examples', async () => {
    const step = await createStep({ student, objective: [hard()], optimizer: sgd({ learningRate: 0 }) })
    const each = []
    for (const [index, row] of rows.entries()) {
      const single = batchOf([index], [row], [[1, 0, 1][index] ?? 0])
      each.push((await step.train(single, start)).total)
      disposeBatch(single)
    }
    const extra = { mask: tensor1d([1, 0, 1]), weights: tensor1d([3, 5, 1]) }
    const { total } = await step.train({ ...batch, ...extra }, start)
    await step.close()
    extra.mask.dispose()
    extra.weights.dispose()
    expect(total).toBeCloseTo((3 * (each[0] ?? 0) + (each[2] ?? 0)) / 4, 5)
  })

  describe('on a loss that is not finite', () => {
    const bad = (broken: () => boolean) => ({
      ...hard(),
      name: 'broken',
      compute: () => (broken() ? fill([3], Number.NaN) : zeros([3])),
    })

    it('names the term and the step, and puts the last good weights back', async () => {
      let broken = false
      const objective = [hard(), bad(() => broken)]
      const step = await createStep({ student, objective, optimizer: sgd({ learningRate: 0.1 }) })
      const initial = student.weights()
      await step.train(batch, at(0))
      expect(student.weights()).not.toEqual(initial)
      broken = true
      await expect(step.train(batch, at(1))).rejects.toMatchObject({
        code: 'trainer/not-finite',
        category: 'work',
        message: expect.stringMatching(/\[broken\] expected a finite loss; got NaN at step 2 \(epoch 1\)/),
      })
      expect(student.weights()).toEqual(initial)
      await step.close()
    })

    it('names the weights whose gradient blew up while the loss was finite', async () => {
      const steep: Student = {
        ...student,
        forward: (inputs, want) => {
          const { logits, features } = student.forward(inputs, want)
          return { logits: tidy(() => steepen(logits)), features }
        },
      }
      const step = await createStep({ student: steep, objective: [hard()], optimizer: sgd({ learningRate: 0.1 }) })
      const initial = student.weights()
      await expect(step.train(batch, start)).rejects.toThrow(/linear-kernel.*finite gradient/)
      expect(student.weights()).toEqual(initial)
      await step.close()
    })
  })

  describe('refuses', () => {
    const optimizer: Optimizer = sgd({ learningRate: 0.1 })
    const attempt = async (options: Partial<Parameters<typeof createStep>[0]>, on: Batch = batch) => {
      const step = await createStep({ student, objective: [hard()], optimizer, ...options })
      try {
        await step.check(on)
      } finally {
        await step.close()
      }
    }

    it.each([
      ['an empty objective', { objective: [] }, /at least one term; got none/],
      ['a loss without its teacher', { objective: [soft()] }, /\[soft\] expected a teacher that gives logits.*got no teacher/],
      [
        'another number of classes',
        { objective: [soft()], teacher: teacherOf(5) },
        /\[soft\] expected a teacher and a student with the same number of classes; got teacher 5, student 2/,
      ],
      ['a temperature for a hard loss', { objective: [{ loss: hard(), temperature: 3 }] }, /\[hard\] expected a temperature only where/],
      ['features without taps', { objective: [hint()], teacher: teacherOf(2) }, /\[hint\] expected taps: pairs/],
      [
        'an unknown tap',
        { objective: [{ loss: hint(), taps: [['input', 'stage9'] as const] }], teacher: teacherOf(2) },
        /tap of the teacher: input; got stage9/,
      ],
      ['a temperature of zero', { objective: [{ loss: soft(), temperature: 0 }], teacher: teacherOf(2) }, /a positive number; got 0/],
      ['a weight that is not finite', { objective: [{ loss: hard(), weight: () => Number.NaN }] }, /weight of hard.*finite number; got NaN/],
      ['a loss that throws', { objective: [remembering({ fail: true })] }, /\[remembering\] expected remembering to compute its loss; got Error: it broke/],
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
      const missing = batchOf([0, 1], [[0, 0, 0], [0, Number.NaN, 0]], [0, 1])
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
      const step = await createStep({ student, objective: [idle], optimizer })
      await expect(step.train(batch, start)).rejects.toThrow(/gradient reaches the student/)
      await step.close()
    })
  })

  it('lets a temperature learn and read the batch', async () => {
    const seen: number[] = []
    const learning = {
      kind: 'temperature' as const,
      name: 'learning',
      specVersion: 1 as const,
      needs: ['labels' as const],
      base: 3,
      init: ({ random }: { random: Random }) => ({ trainable: { theta: random.uniform('theta', []) } }),
      resolve: (
        { labels }: { labels: Tensor },
        { base, variables }: { base: Tensor; variables: Readonly<Record<string, Tensor>> },
      ) => {
        seen.push(labels.size)
        const theta = variables['theta'] ?? scalar(Number.NaN)
        return [
          { student: base, teacher: base, squared: theta },
          { student: base, teacher: base, squared: theta },
        ]
      },
    }
    const objective = [{ loss: soft(), temperature: learning }]
    const step = await createStep({ student, teacher: teacherOf(2), objective, optimizer: sgd({ learningRate: 0.1 }) })
    const first = await step.train(batch, at(0))
    const second = await step.train(batch, at(1))
    await step.close()
    expect(first.temperatures).toEqual({ soft: 3 })
    expect(second.total).toBeLessThan(first.total)
    expect(seen).toEqual([3, 3])
  })
})

/** Finite values with an infinite slope: √0. */
function steepen(logits: Tensor): Tensor {
  return tidy(() => addSteep(logits))
}

function addSteep(logits: Tensor): Tensor {
  return logits
}
