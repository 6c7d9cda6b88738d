import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { input, layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromLayersModel } from './from-layers-model'
import { inference, small, uniform } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

describe('logits of a layers model', () => {
  it('refuses softmax and sigmoid inside the last layer, and outputs that are no logits', () => {
    expect(() => fromLayersModel(small({ units: 3, activation: 'softmax' }))).toThrow(
      /expected raw logits.*got activation softmax in the last layer, logits/,
    )
    expect(() => fromLayersModel(small({ units: 1, activation: 'sigmoid' }))).toThrow(/activation sigmoid/)
    const image = sequential({
      layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [2, 2, 1] })],
    })
    expect(() => fromLayersModel(image)).toThrow(/\[B, C\] or \[B, tokens, C\]; got \[B, 2, 2, 2\]/)
    const inputs = input({ shape: [2] })
    const twice = ['a', 'b'].map((name) => layers.dense({ units: 2, name }).apply(inputs) as SymbolicTensor)
    expect(() => fromLayersModel(model({ inputs, outputs: twice }))).toThrow(
      /one output, the logits; got 2 outputs: a, b/,
    )
  })

  it('steps over a softmax that is a layer of its own', () => {
    for (const last of [
      layers.softmax({ name: 'p' }),
      layers.activation({ activation: 'softmax', name: 'p' }),
    ]) {
      const whole = small()
      whole.add(last)
      const student = fromLayersModel(whole)
      const x = uniform([2, 4], 3)
      const { logits } = student.forward(x, inference)
      const kernel = student.variables[2]?.arraySync() as number[][]
      const hidden = student
        .forward(x, { taps: ['hidden'], training: false })
        .features.hidden?.arraySync() as number[][]
      const first = hidden[0]!.reduce((total, value, index) => total + value * kernel[index]![0]!, 0)
      expect((logits.arraySync() as number[][])[0]![0]).toBeCloseTo(first, 6)
      expect(student.taps).toEqual({ hidden: [5], drop: [5] })
      const copy = student.clone()
      expect(copy.forward(x, inference).logits.arraySync()).toEqual(logits.arraySync())
      copy.dispose()
      student.dispose()
    }
  })
})
