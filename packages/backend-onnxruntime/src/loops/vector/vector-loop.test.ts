import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyFloat, noise } from '../testing/arbitraries'
import type { Lanes } from './lanes'
import { placeElements } from './scratch'
import { vectorLoop } from './vector-loop'

/** Each operation beside what JavaScript gives, rounded to float32. */
const operations: Readonly<
  Record<string, [(a: Lanes, b: Lanes) => Lanes, (a: number, b: number) => number]>
> = {
  plus: [(a, b) => a.plus(b), (a, b) => a + b],
  minus: [(a, b) => a.minus(b), (a, b) => a - b],
  times: [(a, b) => a.times(b), (a, b) => a * b],
  over: [(a, b) => a.over(b), (a, b) => a / b],
  max: [(a, b) => a.max(b), Math.max],
  root: [(a) => a.root(), (a) => Math.sqrt(a)],
  abs: [(a) => a.abs(), (a) => Math.abs(a)],
  squared: [(a) => a.squared(), (a) => a * a],
}

describe('a loop', () => {
  it.each(Object.entries(operations))('computes %s as JavaScript does', (_, [body, expected]) => {
    const loop = vectorLoop({ arrays: ['a', 'b'] }, ({ a, b }) => [body(a, b)])
    fc.assert(
      fc.property(fc.array(fc.tuple(anyFloat, anyFloat), { maxLength: 40 }), (pairs) => {
        const a = Float32Array.from(pairs, ([value]) => value)
        const b = Float32Array.from(pairs, ([, value]) => value)
        const result = new Float32Array(pairs.length)
        loop([a, b], [], [result])
        // toEqual tells −0 from 0.
        expect(result).toEqual(a.map((value, index) => expected(value, b[index]!)))
      }),
    )
  })

  it.each([0, 1, 15, 16, 17, placeElements - 1, placeElements, placeElements + 1, 3 * placeElements + 5])(
    'goes over %d elements, and no others',
    (size) => {
      const axpy = vectorLoop({ arrays: ['x', 'y'], numbers: ['a'] }, ({ x, y, a }) => [
        x.times(a).plus(y),
        x,
      ])
      const [x, y] = [noise(size, 1), noise(size, 2)]
      const results = [new Float32Array(size), new Float32Array(size)]
      axpy([x, y], [0.5], results)
      expect(results[0]).toEqual(x.map((value, index) => Math.fround(value * 0.5) + y[index]!))
      expect(results[1]).toEqual(noise(size, 1))
      expect([x, y]).toEqual([noise(size, 1), noise(size, 2)])
    },
  )

  it('may write its results over its arrays', () => {
    const swap = vectorLoop({ arrays: ['x', 'y'] }, ({ x, y }) => [y, x])
    const [x, y] = [noise(50_000, 1), noise(50_000, 2)]
    swap([x, y], [], [x, y])
    expect(x).toEqual(noise(50_000, 2))
    expect(y).toEqual(noise(50_000, 1))
  })

  it('reads and writes parts of larger arrays', () => {
    const double = vectorLoop({ arrays: ['x'] }, ({ x }) => [x.times(2)])
    const x = noise(100, 1)
    const result = new Float32Array(100)
    double([x.subarray(3, 50)], [], [result.subarray(7, 54)])
    expect(result.subarray(7, 54)).toEqual(x.subarray(3, 50).map((value) => value * 2))
    expect([...result.subarray(0, 7), ...result.subarray(54)].every((value) => value === 0)).toBe(true)
  })

  it('refuses more arrays than there are places', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'] as const
    const loop = vectorLoop({ arrays: names }, ({ i }) => [i])
    const arrays = names.map(() => new Float32Array(1))
    expect(() => loop(arrays, [], [new Float32Array(1)])).toThrow(RangeError)
  })
})
