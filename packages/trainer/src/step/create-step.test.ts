import '@tensorflow/tfjs-backend-cpu'
import type { Progress, Random } from '@potstill/spec'
import { memory, scalar, setBackend, tensor1d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fixedTeacher } from '../testing/fixed-teacher'
import { linearStudent } from '../testing/linear-student'
import { hard, hint, remembering, soft } from '../testing/losses'
import { batchOf } from '../testing/points'
import { at, labels, rows, start, stepBench } from '../testing/step-bench'
import { adam, sgd } from '../optimizers/index'
import { createStep } from './create-step'
import { disposeBatch } from './dispose-batch'

beforeAll(() => setBackend('cpu'))

describe('createStep', () => {
  const bench = stepBench()

  it('takes the exact step of gradient descent on cross-entropy', async () => {
    // Closed form: dL/dW = xᵀ(softmax(z) − y)/B, dL/db = Σ(softmax(z) − y)/B.
    const [kernel, bias] = [bench.student.weights().slice(0, 6), bench.student.weights().slice(6)]
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer: sgd({ learningRate: 0.5 }),
    })
    const result = await step.train(bench.batch, start)
    await step.close()
    const gradient = Array.from({ length: 8 }, () => 0)
    let loss = 0
    rows.forEach((x, example) => {
      const label = labels[example] ?? 0
      const z = [0, 1].map((c) =>
        x.reduce((sum, value, f) => sum + value * (kernel[f * 2 + c] ?? 0), bias[c] ?? 0),
      )
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
    bench.student.weights().forEach((weight, index) => {
      expect(weight).toBeCloseTo(([...kernel, ...bias][index] ?? 0) - 0.5 * (gradient[index] ?? 0), 5)
    })
  })

  it('adds the terms up by their weights, with warm-up, and reports temperatures', async () => {
    const objective = [
      { loss: hard(), weight: 0.1 },
      { loss: soft(), weight: 2, temperature: ({ fraction }: Progress) => 4 - 2 * fraction, warmUp: 2 },
      { loss: hard(), weight: () => 3 },
    ]
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2),
      objective,
      optimizer: sgd({ learningRate: 0 }),
    })
    const result = await step.train(bench.batch, at(5))
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
    const objective = [
      hard(),
      { loss: soft(), temperature: 3 },
      remembering(),
      { loss: hint(), taps: [['logits', 'logits'] as const] },
    ]
    const step = await createStep({
      student: dropped,
      teacher: fixedTeacher(2),
      objective,
      optimizer: adam({ learningRate: 0.01 }),
    })
    await step.train(bench.batch, at(0))
    const after = memory().numTensors
    for (let count = 1; count < 20; count++) await step.train(bench.batch, at(count))
    expect(memory().numTensors).toBe(after)
    await step.close()
    dropped.dispose()
  })

  it('carries a loss’s memory from step to step and trains its variables', async () => {
    const step = await createStep({
      student: bench.student,
      objective: [remembering()],
      optimizer: sgd({ learningRate: 0.01 }),
    })
    const first = await step.train(bench.batch, at(0))
    const second = await step.train(bench.batch, at(1))
    await step.close()
    expect(second.terms['remembering']).not.toBeCloseTo(first.terms['remembering'] ?? 0, 6)
  })

  it('draws the same dropout for the same step, and other dropout for the next', async () => {
    const losses = async (steps: readonly number[]) => {
      const dropped = linearStudent({ dropout: 0.5 })
      const step = await createStep({
        student: dropped,
        objective: [hard()],
        optimizer: sgd({ learningRate: 0 }),
        seed: 3,
      })
      const values = []
      for (const count of steps) values.push((await step.train(bench.batch, at(count))).terms['hard'])
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
    const mirror = fixedTeacher(2, {
      predict: () => ({}),
      open: () => ({ gives: ['logits'], logitsShape: [2], features: {} }),
      inStep: ({ logits }) => ({ logits }),
    })
    const step = await createStep({
      student: bench.student,
      teacher: mirror,
      objective: [soft()],
      optimizer: sgd({ learningRate: 1 }),
    })
    const weights = bench.student.weights()
    await step.train(bench.batch, start)
    await step.close()
    // Cross-entropy with itself has no gradient when the target is detached; the target's own would move the weights.
    bench.student.weights().forEach((weight, index) => expect(weight).toBeCloseTo(weights[index] ?? 0, 6))
  })

  it('puts the student back where its teacher fails to follow it', async () => {
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2, {
        afterStep: () => {
          throw new Error('it lost the way')
        },
      }),
      objective: [soft()],
      optimizer: sgd({ learningRate: 1 }),
    })
    const weights = bench.student.weights()
    await expect(step.train(bench.batch, start)).rejects.toThrow(/\[fixed\].*follow.*it lost the way/)
    expect(bench.student.weights()).toEqual(weights)
    await step.close()
  })

  it('takes a weighted mean over the valid examples', async () => {
    const step = await createStep({
      student: bench.student,
      objective: [hard()],
      optimizer: sgd({ learningRate: 0 }),
    })
    const each = []
    for (const [index, row] of rows.entries()) {
      const single = batchOf([index], [row], [labels[index] ?? 0])
      each.push((await step.train(single, start)).total)
      disposeBatch(single)
    }
    const extra = { mask: tensor1d([1, 0, 1]), weights: tensor1d([3, 5, 1]) }
    const { total } = await step.train({ ...bench.batch, ...extra }, start)
    await step.close()
    extra.mask.dispose()
    extra.weights.dispose()
    expect(total).toBeCloseTo((3 * (each[0] ?? 0) + (each[2] ?? 0)) / 4, 5)
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
    const step = await createStep({
      student: bench.student,
      teacher: fixedTeacher(2),
      objective,
      optimizer: sgd({ learningRate: 0.1 }),
    })
    const first = await step.train(bench.batch, at(0))
    const second = await step.train(bench.batch, at(1))
    await step.close()
    expect(first.temperatures).toEqual({ soft: 3 })
    expect(second.total).toBeLessThan(first.total)
    expect(seen).toEqual([3, 3])
  })
})
