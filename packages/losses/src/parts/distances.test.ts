import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import { mul, setBackend, sum, tensor2d, tensor3d, type Tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { farthest } from '../testing/float64'
import { centralDifferences, tapeGradient } from '../testing/gradients'
import { distances } from './distances'

beforeAll(() => setBackend('cpu'))

// The sides of a triangle: 3, 4 and 5.
const triangle = () => tensor2d([[0, 0], [3, 0], [0, 4]]) // prettier-ignore
const flat = (values: Tensor) => [...values.dataSync()]

describe('distances', () => {
  it.each([
    [1, [0, 3, 4, 3, 0, 5, 4, 5, 0]],
    [2, [0, 9, 16, 9, 0, 25, 16, 25, 0]],
    [3, [0, 27, 64, 27, 0, 125, 64, 125, 0]],
  ])('are those between all rows, to the power %i', (power, expected) => {
    expect(farthest(flat(distances(triangle(), { power })), expected)).toBeLessThan(1e-4)
  })

  it('take maps as rows', () => {
    const maps = tensor3d([0, 0, 3, 0, 0, 4], [3, 2, 1])
    expect(flat(distances(maps))).toEqual(flat(distances(triangle())))
  })

  it('are right far from 0, where squares are large', () => {
    // 4000² has a distance of 1 to the next float32, so that products of these rows cannot tell 3 from 2.
    const far = tensor2d([[4000, 4000], [4003, 4000], [4000, 4004]]) // prettier-ignore
    expect(farthest(flat(distances(far)), [0, 3, 4, 3, 0, 5, 4, 5, 0])).toBeLessThan(1e-4)
  })

  it('have finite gradients where examples are the same, and those of central differences elsewhere', () => {
    const same = tensor2d([[1, 2], [1, 2]]) // prettier-ignore
    for (const power of [1, 2, 3]) {
      expect(tapeGradient((rows) => distances(rows, { power }), same)).toEqual([0, 0, 0, 0])
      const weighed = (rows: Tensor) => sum(mul(distances(rows, { power }), tensor2d([[0, 1, 2], [3, 0, 5], [6, 7, 0]]))) // prettier-ignore
      const [got, expected] = [tapeGradient(weighed, triangle()), centralDifferences(weighed, triangle())]
      expect(farthest(got, expected)).toBeLessThan(1e-3 * Math.max(...expected.map(Math.abs)))
    }
  })
})
