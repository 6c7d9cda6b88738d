import '@tensorflow/tfjs-backend-cpu'
import { setBackend } from '@tensorflow/tfjs-core'
import { input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkTaps, findTaps, type TapChoice } from './find-taps'
import { small, speaker } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

const find = (network: ReturnType<typeof model>, choice: TapChoice) => [
  ...findTaps(network, network.outputs[0]!, choice, speaker),
]

describe('findTaps', () => {
  it('gives every layer but inputs and the answer under its own name', () => {
    const network = small()
    const [hidden1, hidden2] = network.layers.map((layer) => layer.output)
    expect(find(network, 'all')).toEqual([
      ['hidden1', hidden1],
      ['hidden2', hidden2],
    ])
  })

  it('leaves out what comes after the logits', () => {
    const network = small()
    const logits = network.outputs[0]!
    network.add(layers.softmax({ name: 'probabilities' }))
    expect([...findTaps(network, logits, 'all', speaker).keys()]).toEqual(['hidden1', 'hidden2'])
  })

  it('names the nearest layers where one is unknown', () => {
    expect(() => find(small(), { a: 'hiden2' })).toThrow(
      /\[mine\] expected .* for the tap a; got hiden2\..*use one of hidden2, hidden1, logits/,
    )
    expect(() => find(small(), { a: 'hiden2' })).toThrow(
      expect.objectContaining({ code: 'students/unknown-layer' }),
    )
  })

  it('refuses inputs, and layers that are applied several times', () => {
    const inputs = input({ shape: [4], name: 'entry' })
    const twice = layers.dense({ units: 4, name: 'twice' })
    const outputs = layers
      .dense({ units: 2, name: 'logits' })
      .apply(twice.apply(twice.apply(inputs))) as SymbolicTensor
    const network = model({ inputs, outputs })
    expect(find(network, 'all')).toEqual([])
    for (const name of ['entry', 'twice']) {
      expect(() => find(network, { a: name })).toThrow(
        `${name}, which is an input, has several outputs, or is applied several times`,
      )
    }
  })
})

describe('checkTaps', () => {
  it('passes known taps', () => {
    expect(() => checkTaps(['a', 'a'], ['b', 'a'], speaker)).not.toThrow()
  })

  it('names the nearest taps where one is unknown', () => {
    expect(() => checkTaps(['a', 'hiden'], ['a', 'hidden'], speaker)).toThrow(
      /\[mine\] expected the name of a tap; got hiden\..*use one of hidden, a/,
    )
    expect(() => checkTaps(['a'], [], speaker)).toThrow(/mine has no taps/)
    expect(() => checkTaps(['a'], [], speaker)).toThrow(
      expect.objectContaining({ code: 'students/unknown-tap' }),
    )
  })
})
