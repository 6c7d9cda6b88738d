import '@tensorflow/tfjs-backend-cpu'
import type { Random } from '@potstill/spec'
import { memory, randomUniform, setBackend, tidy, zeros, type Tensor } from '@tensorflow/tfjs-core'
import { input, layers, model, sequential, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { tapModel } from './tap-model'
import { inference, small, speaker } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

const uniform = (shape: number[], seed: number) => randomUniform(shape, -1, 1, 'float32', seed)

describe('tapModel', () => {
  it('tells shapes, taps and the layers behind them', () => {
    expect(tapModel(small(), { speaker })).toMatchObject({
      inputShape: [4],
      logitsShape: [3],
      taps: { hidden1: [5], hidden2: [6] },
      layers: { hidden1: 'hidden1', hidden2: 'hidden2' },
    })
    expect(tapModel(small(), { speaker, taps: { middle: 'hidden2' } })).toMatchObject({
      taps: { middle: [6] },
      layers: { middle: 'hidden2' },
    })
  })

  it('gives what the model itself computes, with and without taps', () => {
    const network = small()
    const tapped = tapModel(network, { speaker })
    const x = uniform([2, 4], 1)
    const { logits, features } = tapped.forward(x, { taps: ['hidden2', 'hidden1'], training: false })
    expect(logits.arraySync()).toEqual((network.predict(x) as Tensor).arraySync())
    expect(tapped.forward(x, inference).logits.arraySync()).toEqual(logits.arraySync())
    expect(Object.keys(features)).toEqual(['hidden2', 'hidden1'])
    let upTo = x as Tensor
    for (const [index, tap] of ['hidden1', 'hidden2'].entries()) {
      upTo = network.layers[index]!.apply(upTo) as Tensor
      expect(features[tap]?.arraySync()).toEqual(upTo.arraySync())
    }
  })

  it('goes no further than the wanted taps where features alone are asked for', () => {
    const network = small()
    const tapped = tapModel(network, { speaker })
    const x = uniform([2, 4], 1)
    const want = { taps: ['hidden1'], training: false }
    const expected = tapped.forward(x, want).features.hidden1?.arraySync()
    const further = network.layers.slice(1).map((layer) => vi.spyOn(layer, 'call'))
    expect(tapped.features(x, want).hidden1?.arraySync()).toEqual(expected)
    expect(tapped.features(x, inference)).toEqual({})
    for (const call of further) expect(call).not.toHaveBeenCalled()
  })

  it('hands training and random to each layer', () => {
    const network = small()
    const calls = network.layers.map((layer) => vi.spyOn(layer, 'call'))
    const random = {} as Random
    tapModel(network, { speaker }).forward(zeros([1, 4]), { taps: [], training: true, random })
    for (const call of calls) {
      expect(call).toHaveBeenCalledExactlyOnceWith(
        expect.anything(),
        expect.objectContaining({ training: true, random }),
      )
    }
  })

  it('reads inputs by name', () => {
    const left = input({ shape: [2], name: 'left' })
    const right = input({ shape: [3], name: 'right' })
    const joined = layers.concatenate({ name: 'joined' }).apply([left, right]) as SymbolicTensor
    const logits = layers.dense({ units: 2, name: 'logits' }).apply(joined) as SymbolicTensor
    const tapped = tapModel(model({ inputs: [left, right], outputs: logits }), { speaker })
    expect(tapped.inputShape).toEqual({ left: [2], right: [3] })
    const inputs = { right: uniform([4, 3], 1), left: uniform([4, 2], 2), other: zeros([4]) }
    const { features } = tapped.forward(inputs, { taps: ['joined'], training: false })
    expect((features.joined!.arraySync() as number[][])[0]).toEqual([
      ...(inputs.left.arraySync() as number[][])[0]!,
      ...(inputs.right.arraySync() as number[][])[0]!,
    ])
  })

  it('takes any size where the model does: -1 in shapes', () => {
    const tapped = tapModel(
      sequential({ layers: [layers.dense({ units: 3, inputShape: [null, 4] as number[], name: 'logits' })] }),
      { speaker },
    )
    expect(tapped.inputShape).toEqual([-1, 4])
    expect(tapped.logitsShape).toEqual([-1, 3])
    for (const tokens of [2, 7]) {
      expect(tapped.forward(zeros([1, tokens, 4]), inference).logits.shape).toEqual([1, tokens, 3])
    }
    expect(() => tapped.forward(zeros([1, 2, 5]), inference)).toThrow(/shape \[B, any, 4\]; got \[1, 2, 5\]/)
  })

  it('gives one layer under two taps, the logits too, and a nested model as a tap', () => {
    const inputs = input({ shape: [4] })
    const nested = small()
    nested.name = 'nested'
    const hidden = nested.apply(inputs) as SymbolicTensor
    const outputs = layers.dense({ units: 2, name: 'last' }).apply(hidden) as SymbolicTensor
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const tapped = tapModel(model({ inputs, outputs }), {
      speaker,
      taps: { one: 'nested', other: 'nested', end: 'last' },
    })
    const { features, logits } = tapped.forward(uniform([2, 4], 1), {
      taps: ['one', 'other', 'end'],
      training: false,
    })
    expect(features.one?.shape).toEqual([2, 3])
    expect(features.other?.arraySync()).toEqual(features.one?.arraySync())
    expect(features.end?.arraySync()).toEqual(logits.arraySync())
    expect(warn).not.toHaveBeenCalled()
    warn.mockRestore()
  })

  it('names the nearest taps and layers where one is unknown', () => {
    const tapped = tapModel(small(), { speaker })
    const want = { taps: ['hiden1'], training: false }
    expect(() => tapped.forward(zeros([1, 4]), want)).toThrow(/got hiden1.*use one of hidden1/)
    expect(() => tapped.features(zeros([1, 4]), want)).toThrow(/got hiden1.*use one of hidden1/)
    expect(() => tapModel(small(), { speaker, taps: { a: 'hidden1_input' } })).toThrow(/use one of hidden1/)
  })

  it('leaves nothing in memory but what it returns', () => {
    const tapped = tapModel(small(), { speaker })
    const x = uniform([2, 4], 1)
    const before = memory().numTensors
    tidy(() => {
      tapped.forward(x, { taps: ['hidden1', 'hidden2'], training: true })
      tapped.features(x, { taps: ['hidden1'], training: false })
    })
    expect(memory().numTensors).toBe(before)
  })
})
