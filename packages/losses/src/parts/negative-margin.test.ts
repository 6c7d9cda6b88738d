import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-layers'
import { setBackend, tensor4d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gaussianMeanOfNegatives, meanOfNegatives } from './negative-margin'

/** A Gaussian's mean below 0 by its definition, ∫ x f(x) dx / ∫ f(x) dx, in float64 by many small steps. */
function integrated(mean: number, deviation: number): { share: number; margin: number } {
  const step = 1e-4
  let [first, total] = [0, 0]
  for (let x = step / 2; x < 12 * deviation; x += step) {
    const density = Math.exp(-(((-x - mean) / deviation) ** 2) / 2) / (deviation * Math.sqrt(2 * Math.PI))
    first -= x * density * step
    total += density * step
  }
  return { share: total, margin: first / total }
}

describe.each(['cpu', 'wasm'])('margins on the backend %s', (backend) => {
  beforeAll(() => setBackend(backend))

  it('are the mean of the negative values of each channel, and 0 without any', () => {
    // −1 and −3 in the first channel, −4 in the second, none in the third.
    const maps = tensor4d([-1, 5, 1, -3, -4, 2, 8, 0, 0], [1, 1, 3, 3])
    const [first, second, third] = meanOfNegatives(maps).dataSync()
    expect(first).toBeCloseTo(-2, 5)
    expect(second).toBeCloseTo(-4, 4)
    expect(third).toBeCloseTo(0, 6)
  })

  it.each([
    [0, 1],
    [1, 1],
    [-1, 2],
    [2, 1],
    [-3, 0.5],
  ])('are those of a Gaussian with the mean %f and the deviation %f', (mean, deviation) => {
    const maps = tensor4d([mean - deviation, mean + deviation], [1, 1, 2, 1])
    const expected = integrated(mean, deviation)
    expect(expected.share).toBeGreaterThan(1e-3)
    const [margin] = gaussianMeanOfNegatives(maps).dataSync()
    expect(Math.abs(margin! / expected.margin - 1)).toBeLessThan(1e-4)
  })

  it('are three deviations below 0 where hardly anything is negative', () => {
    // Φ(−4) = 0.00003.
    const [margin] = gaussianMeanOfNegatives(tensor4d([6, 10], [1, 1, 2, 1])).dataSync()
    expect(margin).toBeCloseTo(-6, 5)
  })
})
