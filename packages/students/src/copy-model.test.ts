import '@tensorflow/tfjs-backend-cpu'
import type { Student } from '@potstill/spec'
import { scalar, serialization, setBackend, sub } from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromLayersModel } from './from-layers-model'
import { keyed, small, uniform } from './testing/small-model'

beforeAll(() => setBackend('cpu'))

describe('clone of a student', () => {
  it('clones with variables of its own that hold the same values', () => {
    const student = fromLayersModel(small(), { taps: { middle: 'hidden' }, name: 'mine' })
    const x = uniform([2, 4], 1)
    const copy = student.clone()
    expect(copy).toMatchObject({ name: 'mine', taps: { middle: [5] }, inputShape: [4], logitsShape: [3] })
    const train = { taps: ['middle'], training: true, random: keyed('a') }
    const before = student.forward(x, train).logits.arraySync()
    expect(copy.forward(x, train).logits.arraySync()).toEqual(before)
    for (const variable of copy.variables) variable.assign(sub(variable, scalar(1)))
    expect(student.forward(x, train).logits.arraySync()).toEqual(before)
    expect(copy.forward(x, train).logits.arraySync()).not.toEqual(before)
    copy.dispose()
    expect(student.forward(x, train).logits.arraySync()).toEqual(before)
    student.dispose()
  })

  it('clones frozen layers as frozen, with their values', () => {
    const frozen = small()
    frozen.layers[0]!.trainable = false
    const student = fromLayersModel(frozen)
    const copy = student.clone()
    const sizes = (of: Student) => [of.variables, of.state].map((list) => list.map(({ shape }) => shape))
    expect(sizes(copy)).toEqual(sizes(student))
    expect(sizes(student)[1]).toEqual([[4, 5], [5]])
    expect(copy.state.map((variable) => variable.arraySync())).toEqual(
      student.state.map((variable) => variable.arraySync()),
    )
    copy.dispose()
    student.dispose()
  })

  it('says which layer cannot be copied', () => {
    class Odd extends layers.Layer {
      static readonly className = 'Odd'
    }
    const odd = sequential({
      layers: [new Odd({ inputShape: [2], name: 'odd' } as never), layers.dense({ units: 2 })],
    })
    expect(() => fromLayersModel(odd).clone()).toThrow(/Unknown layer: Odd.*registerClass/s)
    expect(serialization.SerializationMap.getMap().classNameMap['Odd']).toBeUndefined()
  })
})
