import { compile, registerBackend } from '@potstill/backend-onnxruntime'
import {
  abs,
  dispose,
  grad,
  memory,
  mul,
  randomUniform,
  setBackend,
  sum,
  tidy,
  type Tensor,
} from '@tensorflow/tfjs-core'
import { layers, sequential, type LayersModel } from '@tensorflow/tfjs-layers'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { inference, small, speaker } from './testing/small-model'
import { tapModel } from './tap-model'

beforeAll(() => registerBackend())
beforeEach(() => setBackend('onnxruntime'))

const examples = (count: number, seed = 1) => randomUniform([count, 4], -1, 1, 'float32', seed)

/** What the model says with its present weights, operation by operation on the cpu backend. */
async function said(model: LayersModel, x: Tensor): Promise<number[]> {
  await setBackend('cpu')
  const values = tidy(() => [...(model.predict(x) as Tensor).dataSync()])
  await setBackend('onnxruntime')
  return values
}

function expectClose(got: Tensor, wanted: readonly number[]): void {
  const values = got.dataSync()
  expect(values).toHaveLength(wanted.length)
  values.forEach((value, index) => expect(value).toBeCloseTo(wanted[index]!, 5))
}

/** Watches a model's layers: a compiled pass does not call them again. */
function callCounts(model: LayersModel): () => number[] {
  const spies = model.layers.map((layer) => vi.spyOn(layer, 'call'))
  return () => spies.map(({ mock }) => mock.calls.length)
}

/** A layer that reads its numbers, which no native program can. */
class Reading extends layers.Layer {
  static readonly className = 'Reading'
  override computeOutputShape(shape: number[]) {
    return shape
  }
  override call(inputs: Tensor | Tensor[]): Tensor {
    const [input] = [inputs].flat()
    return mul(input!, sum(abs(input!)).dataSync()[0]! > 0 ? 2 : 1)
  }
}

describe('a pass in inference on a backend that compiles', () => {
  it('calls the layers once for all batches of a size, and says what they say', async () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const batches = [examples(5, 1), examples(5, 2), examples(2, 3), examples(5, 4)]
    const wanted: number[][] = []
    for (const batch of batches) wanted.push(await said(model, batch))
    const counts = callCounts(model)
    const calls = batches.map((batch, index) => {
      const { logits, features } = tapped.forward(batch, { taps: ['hidden2'], training: false })
      expectClose(logits, wanted[index]!)
      expect(features['hidden2']!.shape).toEqual([batch.shape[0], 6])
      return counts()[0]
    })
    expect(calls).toEqual([1, 1, 2, 2])
  })

  it('gives the logits and a tap at the same place, each a tensor', () => {
    const tapped = tapModel(small(), { speaker, taps: { end: 'logits', one: 'hidden1', other: 'hidden1' } })
    const want = { taps: ['one', 'other', 'end'], training: false }
    const { logits, features } = tapped.forward(examples(3), want)
    expectClose(features['end']!, [...logits.dataSync()])
    expectClose(features['other']!, [...features['one']!.dataSync()])
    expect(features['one']!.shape).toEqual([3, 5])
  })

  it('answers with the present weights, however often they change', async () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const x = examples(5)
    const answers: number[][] = []
    for (let seed = 1; seed <= 4; seed++) {
      model.setWeights(
        model
          .getWeights()
          .map(({ shape }, index) => randomUniform(shape, -1, 1, 'float32', seed * 10 + index)),
      )
      const wanted = await said(model, x)
      expectClose(tapped.forward(x, inference).logits, wanted)
      expectClose(tapped.forward(x, inference).logits, wanted)
      answers.push(wanted)
    }
    expect(new Set(answers.map(String)).size).toBe(4)
  })

  it('leaves its operations on a gradient tape', async () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const x = examples(5)
    const slope = () => grad((input: Tensor) => sum(tapped.forward(input, inference).logits))(x)
    tapped.forward(x, inference)
    await setBackend('cpu')
    const wanted = [...slope().dataSync()]
    await setBackend('onnxruntime')
    expectClose(slope(), wanted)
    expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(0)
    // And the program is still there for passes without a tape.
    const counts = callCounts(model)
    tapped.forward(x, inference)
    expect(counts()).toEqual([0, 0, 0])
  })

  it('may be part of a function that is compiled itself', async () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const x = examples(5)
    const whole = compile((input: Tensor) => mul(tapped.forward(input, inference).logits, 2))
    const wanted = await said(model, x)
    expectClose(
      whole(x),
      wanted.map((value) => 2 * value),
    )
    whole.dispose()
  })

  it('runs operation by operation where it cannot be compiled, and does not try that again', () => {
    const model = sequential({ layers: [new Reading({ inputShape: [4], name: 'reading' })] })
    const tapped = tapModel(model, { speaker })
    const counts = callCounts(model)
    const x = examples(2)
    const double = [...x.dataSync()].map((value) => 2 * value)
    const calls = [1, 2, 3].map(() => {
      expectClose(tapped.forward(x, inference).logits, double)
      return counts()[0]
    })
    // The first pass tries to compile, and then runs.
    expect(calls).toEqual([2, 3, 4])
  })

  it('compiles eight shapes, and runs others operation by operation', () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const counts = callCounts(model)
    for (let size = 1; size <= 8; size++) tapped.forward(examples(size), inference)
    expect(counts()[0]).toBe(8)
    for (const calls of [9, 10, 11]) {
      tapped.forward(examples(9), inference)
      expect(counts()[0]).toBe(calls)
    }
    tapped.forward(examples(8), inference)
    expect(counts()[0]).toBe(11)
  })

  it('runs operation by operation in training, and where it may draw', () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const counts = callCounts(model)
    for (const calls of [1, 2]) {
      tapped.forward(examples(2), { taps: [], training: true })
      expect(counts()[0]).toBe(calls)
    }
    for (const calls of [3, 4]) {
      tapped.forward(examples(2), { taps: [], training: false, random: {} as never })
      expect(counts()[0]).toBe(calls)
    }
  })

  it('leaves nothing behind, and works on after it was disposed', () => {
    const model = small()
    const tapped = tapModel(model, { speaker })
    const counts = callCounts(model)
    const x = examples(3)
    const before = memory().numTensors
    const pass = () => {
      const { logits, features } = tapped.forward(x, { taps: ['hidden1'], training: false })
      dispose([logits, ...Object.values(features)])
      return counts()[0]
    }
    expect([pass(), pass()]).toEqual([1, 1])
    tapped.dispose()
    expect([pass(), pass()]).toEqual([2, 2])
    expect(memory().numTensors).toBe(before)
  })
})
