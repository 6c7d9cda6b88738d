import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { input, layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { lastActivation, modelOutput } from './model-output'
import { small, speaker } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

const ending = (...last: layers.Layer[]) => {
  const network = small()
  for (const layer of last) network.add(layer)
  return lastActivation(network.outputs[0]!)
}

describe('modelOutput', () => {
  it('is the one output', () => {
    const network = small()
    expect(modelOutput(network, speaker)).toBe(network.outputs[0])
  })

  it('refuses several outputs, and one that has no classes', () => {
    const inputs = input({ shape: [2] })
    const outputs = ['a', 'b'].map((name) => layers.dense({ units: 2, name }).apply(inputs) as SymbolicTensor)
    expect(() => modelOutput(model({ inputs, outputs }), speaker)).toThrow(
      /\[mine\] expected a model with one output, the logits; got 2 outputs: a, b/,
    )
    const image = sequential({
      layers: [layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [2, 2, 1] })],
    })
    expect(() => modelOutput(image, speaker)).toThrow(/\[B, C\] or \[B, tokens, C\]; got \[B, 2, 2, 2\]/)
  })
})

describe('lastActivation', () => {
  it('reads the last layer', () => {
    expect(ending()).toBe('linear')
    expect(ending(layers.dense({ units: 2, activation: 'sigmoid' }))).toBe('sigmoid')
    expect(ending(layers.activation({ activation: 'softmax' }))).toBe('softmax')
    expect(ending(layers.softmax())).toBe('softmax')
  })

  it('is undefined where the last layer has none', () => {
    expect(ending(layers.dropout({ rate: 0.5 }))).toBeUndefined()
  })

  it('looks inside nested models and wrappers', () => {
    const nested = small()
    nested.add(layers.softmax())
    const inputs = input({ shape: [4] })
    expect(lastActivation(nested.apply(inputs) as SymbolicTensor)).toBe('softmax')
    const perToken = layers.timeDistributed({ layer: layers.dense({ units: 2, activation: 'softmax' }) })
    expect(lastActivation(perToken.apply(input({ shape: [5, 4] })) as SymbolicTensor)).toBe('softmax')
  })
})
