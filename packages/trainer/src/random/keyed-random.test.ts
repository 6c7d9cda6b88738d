import '@tensorflow/tfjs-backend-cpu'
import { memory, mean, moments, setBackend, tidy } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { keyedRandom } from './keyed-random'

beforeAll(() => setBackend('cpu'))

const draw = (seed: number, step: number, name: string) =>
  tidy(() => [...keyedRandom(seed, step).uniform(name, [8]).dataSync()])

describe('keyedRandom', () => {
  it('draws the same numbers for the same key, whatever was drawn between', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.string(), (seed, step, name) => {
        const first = draw(seed, step, name)
        draw(seed, step + 1, name)
        expect(draw(seed, step, name)).toEqual(first)
      }),
    )
  })

  it('draws other numbers for another seed, step or name', () => {
    const first = draw(1, 1, 'mask')
    expect(draw(2, 1, 'mask')).not.toEqual(first)
    expect(draw(1, 2, 'mask')).not.toEqual(first)
    expect(draw(1, 1, 'mask2')).not.toEqual(first)
    expect(tidy(() => [...keyedRandom(1, 1).child('a').uniform('mask', [8]).dataSync()])).not.toEqual(first)
  })

  it('has the moments of its distributions', () => {
    const n = 100_000
    tidy(() => {
      const random = keyedRandom(7, 3)
      const uniform = moments(random.uniform('u', [n], -1, 3))
      // Uniform on [-1, 3): mean 1, variance 16/12; standard errors of both are below 0.006.
      expect(uniform.mean.dataSync()[0]).toBeCloseTo(1, 1)
      expect(uniform.variance.dataSync()[0]).toBeCloseTo(16 / 12, 1)
      const normal = moments(random.normal('n', [n], 2, 3))
      expect(normal.mean.dataSync()[0]).toBeCloseTo(2, 1)
      expect(Math.sqrt(normal.variance.dataSync()[0] ?? 0)).toBeCloseTo(3, 1)
      const integers = random.integers('i', [n], 5)
      expect(integers.dtype).toBe('int32')
      expect(new Set(integers.dataSync())).toEqual(new Set([0, 1, 2, 3, 4]))
      expect(mean(integers).dataSync()[0]).toBeCloseTo(2, 1)
    })
  })

  it('leaves nothing behind but what it returns', () => {
    const before = memory().numTensors
    keyedRandom(1, 1).normal('n', [3]).dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('draws neighbouring steps without correlation', () => {
    const n = 4000
    const pairs = Array.from({ length: n }, (_, step) => [
      draw(1, step, 'm')[0] ?? 0,
      draw(1, step + 1, 'm')[0] ?? 0,
    ])
    const covariance = pairs.reduce((sum, [a = 0, b = 0]) => sum + (a - 0.5) * (b - 0.5), 0) / n
    // Under independence its standard deviation is (1/12)/sqrt(n) = 0.0013; five of them are allowed.
    expect(Math.abs(covariance)).toBeLessThan(0.0066)
  })
})
