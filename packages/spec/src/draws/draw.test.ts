import { describe, expect, it } from 'vitest'
import { fillUniform, uniformStream } from './draw'
import { hashKey } from './hash-key'

const draws = 1 << 16
const seeds = [0, 1, 2, -1, 0x7fffffff, hashKey(1, 0, 'mask'), hashKey(1, 1, 'mask')]
const drawn = (seed: number) => fillUniform(new Float32Array(draws), seed, 0, 1)

/** How far Pearson’s χ² is from its mean, in its standard deviations, for counts that should all be equal. */
function unevenness(counts: Float64Array): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  const degrees = counts.length - 1
  return Math.abs(statistic - degrees) / Math.sqrt(2 * degrees)
}

function countsOf(cells: number, cellOf: (index: number) => number): Float64Array {
  const counts = new Float64Array(cells)
  for (let index = 0; index < draws; index++) counts[cellOf(index)]! += 1
  return counts
}

describe.each(seeds)('the uniform draws of seed %i', (seed) => {
  const values = drawn(seed)
  const cell = (value: number, cells: number) => Math.floor(value * cells)

  it('fill [0, 1) evenly, one by one', () => {
    expect(unevenness(countsOf(1024, (index) => cell(values[index]!, 1024)))).toBeLessThan(5)
  })

  it.each([1, 2, 3, 64])('fill the square evenly, each with the draw %i places on', (lag) => {
    const pair = (index: number) => cell(values[index]!, 32) * 32 + cell(values[(index + lag) % draws]!, 32)
    expect(unevenness(countsOf(1024, pair))).toBeLessThan(5)
  })

  it('have every one of their 24 bits set half of the time', () => {
    // Each count is binomial with a standard deviation of √(n/4) = 128; five of them.
    for (let bit = 0; bit < 24; bit++) {
      const set = values.reduce((sum, value) => sum + (((value * 2 ** 24) >>> bit) % 2), 0)
      expect(Math.abs(set - draws / 2)).toBeLessThan(640)
    }
  })

  it('fill the square evenly with those of the next seed', () => {
    const other = drawn(seed + 1)
    const pair = (index: number) => cell(values[index]!, 32) * 32 + cell(other[index]!, 32)
    expect(unevenness(countsOf(1024, pair))).toBeLessThan(5)
  })
})

describe('fillUniform', () => {
  it('draws what the stream of the same seed does, stretched', () => {
    const next = uniformStream(11)
    const stretched = fillUniform(new Float32Array(5), 11, -2, 6)
    expect([...stretched]).toEqual(Array.from({ length: 5 }, () => Math.fround(-2 + 8 * next())))
  })

  it('gives no stream that is a stretch of another, one step on', () => {
    for (const distance of [1, 2, 0x9e3779b9, 0x85ebca6b]) {
      const [one, other] = [5, 5 + distance].map((seed) => fillUniform(new Float32Array(8), seed, 0, 1))
      expect(one!.slice(1)).not.toEqual(other!.slice(0, 7))
      expect(other!.slice(1)).not.toEqual(one!.slice(0, 7))
    }
  })

  it('draws the same first numbers, however many are asked for', () => {
    const [many, few] = [9, 4].map((count) => fillUniform(new Float32Array(count), 3, 0, 1))
    expect(many!.slice(0, 4)).toEqual(few)
  })
})
