import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { afterEach, describe, expect, it } from 'vitest'
import type { Value } from '../value'
import { argumentTensors, mapResults, mapTensors, resultPlaces, signatureOf, tensorsIn } from './nested'

afterEach(() => tf.disposeVariables())

describe('signatureOf', () => {
  it('is the same for the same shapes, types and plain values', () => {
    const make = () => [
      tf.ones([2, 3]),
      { a: tf.scalar(1, 'int32'), b: [1.5, 'x', null, undefined, true, 2n] },
    ]
    expect(signatureOf(make())).toBe(signatureOf(make()))
  })

  const same = {}
  it.each<[string, unknown, unknown]>([
    ['shapes', tf.ones([2, 3]), tf.ones([3, 2])],
    ['ranks', tf.ones([]), tf.ones([1])],
    ['types', tf.ones([1]), tf.ones([1], 'int32')],
    ['places', [tf.ones([1]), 1], [1, tf.ones([1])]],
    ['names', { a: tf.ones([1]) }, { b: tf.ones([1]) }],
    ['nesting', [[1], 2], [[1, 2]]],
    ['numbers', 1, 2],
    ['numbers and texts', 1, '1'],
    ['signs of zero', 0, -0],
    ['null and undefined', null, undefined],
    ['bigints and numbers', 1n, 1],
    ['texts with marks in them', ['a","b'], ['a', 'b']],
    ['functions', () => 1, () => 1],
    ['instances', new Map(), new Map()],
    ['numbers in typed arrays', Float32Array.of(1, 2), Float32Array.of(1, 3)],
    ['types of typed arrays', Float32Array.of(1, 2), Int32Array.of(1, 2)],
    ['an array and a typed one', [1, 2], Float32Array.of(1, 2)],
    ['empty things', [], {}],
    ['variables', tf.variable(tf.ones([1])), tf.variable(tf.ones([1]))],
    ['variables and tensors', tf.variable(tf.ones([1])), tf.ones([1])],
  ])('tells %s', (_, one, other) => {
    expect(signatureOf(one)).not.toBe(signatureOf(other))
  })

  it.each<[string, unknown]>([
    ['a variable', tf.variable(tf.ones([1]))],
    ['a function', Math.max],
    ['an instance', new Map()],
    ['an object', same],
  ])('knows %s again', (_, value) => {
    expect(signatureOf([value])).toBe(signatureOf([value]))
  })

  it('sees that a typed array was written to', () => {
    const numbers = Float32Array.of(1, 2)
    const before = signatureOf(numbers)
    numbers[0] = 5
    expect(signatureOf(numbers)).not.toBe(before)
  })
})

describe('tensorsIn and argumentTensors', () => {
  it('list tensors in the order in which mapTensors meets them; variables are no inputs', () => {
    const [a, b, v] = [tf.scalar(1), tf.scalar(2), tf.variable(tf.scalar(3))]
    const nested = { first: a, more: [1, { v, b }], again: a }
    const met: tf.Tensor[] = []
    mapTensors(nested, (tensor) => met.push(tensor))
    expect(tensorsIn(nested)).toEqual(met)
    expect(met).toEqual([a, v, b, a])
    expect(argumentTensors(nested)).toEqual([a, b, a])
  })
})

describe('mapTensors', () => {
  it('keeps everything else, the same instances', () => {
    const instance = new Map()
    const nested = {
      list: [1, 'x', instance],
      nothing: null,
      bare: Object.assign(Object.create(null), { n: 1 }) as object,
    }
    const mapped = mapTensors(nested, () => 0) as typeof nested
    expect(mapped).toEqual(nested)
    expect(mapped.list[2]).toBe(instance)
  })
})

describe('resultPlaces and mapResults', () => {
  it('keep the nesting of a result while its tensors are outputs of a graph', () => {
    const [a, b] = [tf.ones([2]), tf.scalar(1, 'int32')]
    const output = ({ shape, dtype }: tf.Tensor): Value => ({ name: dtype, shape, dtype: dtype as 'int32' })
    const places = resultPlaces({ loss: a, more: [b, 'text', 3], nothing: undefined }, output)
    expect(mapResults(places, ({ name, shape }) => `${name}[${shape.join()}]`)).toEqual({
      loss: 'float32[2]',
      more: ['int32[]', 'text', 3],
      nothing: undefined,
    })
  })

  it('map a result that is one tensor', () => {
    const places = resultPlaces(tf.scalar(1), () => ({ name: 'y', shape: [], dtype: 'float32' }))
    expect(mapResults(places, ({ name }) => name)).toBe('y')
  })
})
