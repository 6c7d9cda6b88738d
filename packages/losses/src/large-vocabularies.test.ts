import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import type { Signals } from '@potstill/spec'
import { lossContext } from '@potstill/testkit'
import {
  abs,
  argMax,
  dispose,
  exp,
  grad,
  logSoftmax,
  max,
  randomUniform,
  setBackend,
  sub,
  sum,
  type Tensor,
  type TensorContainerObject,
  tidy,
  topk,
} from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLoss, losses } from './losses'
import { peakBytes } from './testing/peak-bytes'

/* A fiftieth of 32 × 128 tokens over 50,000 classes: 16.4 MB a tensor. */
const shape: [number, number, number] = [2, 41, 50_000]
const size = 4 * 2 * 41 * 50_000

/** Losses on logits that are not for tokens, and why. */
const others: Readonly<Record<string, string>> = {
  dist: 'it relates all examples of a batch',
  multiLevel: 'it relates all examples of a batch',
}

/** Options of losses that cannot be made without. */
const options: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  sparseTopK: { missing: 'tail' },
}

const onTokens = losses
  .filter(
    (factory) =>
      factory.make(options[factory.name] ?? {}).traits.level === 'logits' && !(factory.name in others),
  )
  .map(({ name }) => name)

let signals: Partial<Signals>

beforeAll(async () => {
  await setBackend('cpu')
  const [studentLogits, teacherLogits] = [randomUniform(shape, -3, 3), randomUniform(shape, -3, 3)]
  const { values: logProbs, indices } = topk(logSoftmax(teacherLogits), 16)
  const tail = sub(1, sum(exp(logProbs), -1))
  signals = {
    studentLogits,
    teacherLogits,
    teacherTopK: { indices, logProbs, tail },
    labels: argMax(teacherLogits, -1),
  }
})

afterAll(() => dispose(signals as TensorContainerObject))

describe('over a large vocabulary, beside logits and their gradient, at most one tensor of their size is held by', () => {
  it.each(onTokens)('%s', (name) => {
    const loss = createLoss(name, options[name])
    const context = lossContext(2)
    const value = (studentLogits: Tensor) => {
      const given = loss.compute({ ...signals, studentLogits } as Signals, context)
      return sum('loss' in given ? given.loss : given)
    }
    let gradient: Tensor | undefined
    const peak = peakBytes(() => {
      gradient = tidy(() => grad(value)(signals.studentLogits!))
    })
    expect(gradient?.shape).toEqual(shape)
    expect(max(abs(gradient!)).dataSync()[0]).toBeGreaterThan(0)
    // The gradient and one more; values of one number for each token are small beside them.
    expect(peak).toBeGreaterThanOrEqual(size)
    expect(peak).toBeLessThan(2.01 * size)
    gradient?.dispose()
  })
})
