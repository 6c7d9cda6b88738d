import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers'
import type { Tensor } from '@tensorflow/tfjs-core'
import {
  getGradient,
  grad,
  mul,
  reshape,
  setBackend,
  sum,
  tensor,
  tidy,
  Tile,
  tile,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerGradients } from './register-gradients'

const stock = getGradient(Tile)

beforeAll(async () => {
  await setBackend('cpu')
  registerGradients()
})

const waves = (shape: number[], phase: number): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1)
  return tensor(
    Array.from({ length: size }, (_, index) => Math.sin(phase + index)),
    shape,
  )
}

/** By every entry of x: the sum of what its copies were given. */
function byDefinition(weights: Tensor, shape: number[]): number[] {
  const total = Array.from({ length: shape.reduce((product, length) => product * length, 1) }, () => 0)
  weights.dataSync().forEach((weight, place) => {
    let [rest, at, stride] = [place, 0, 1]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const coordinate = rest % (weights.shape[axis] as number)
      rest = Math.floor(rest / (weights.shape[axis] as number))
      at += (coordinate % (shape[axis] as number)) * stride
      stride *= shape[axis] as number
    }
    total[at] = (total[at] as number) + weight
  })
  return total
}

describe('the gradient of tile', () => {
  it('sums what the copies were given, in up to five dimensions', () => {
    const axes = fc.array(
      fc.record({ length: fc.integer({ min: 1, max: 3 }), times: fc.integer({ min: 1, max: 3 }) }),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    fc.assert(
      fc.property(axes, (axes) => {
        const shape = axes.map(({ length }) => length)
        const reps = axes.map(({ times }) => times)
        tidy(() => {
          const weights = waves(
            shape.map((length, axis) => length * (reps[axis] as number)),
            0.3,
          )
          const got = grad((x: Tensor) => sum(mul(tile(x, reps), weights)))(waves(shape, 1))
          expect(got.shape).toEqual(shape)
          byDefinition(weights, shape).forEach((value, place) =>
            expect(got.dataSync()[place]).toBeCloseTo(value, 4),
          )
        })
      }),
    )
  })

  it('takes the place of the one that TensorFlow.js has, once', () => {
    const ours = getGradient(Tile)
    expect(ours).not.toBe(stock)
    registerGradients()
    expect(getGradient(Tile)).toBe(ours)
  })

  it('gives scalars per row back to columns', () => {
    const dx = tidy(() =>
      grad((x: Tensor) =>
        sum(
          mul(
            tile(reshape(x, [2, 1]), [1, 3]),
            tensor([
              [1, 2, 3],
              [4, 5, 6],
            ]),
          ),
        ),
      )(tensor([1, 1])).dataSync(),
    )
    expect([...dx]).toEqual([6, 15])
  })
})
