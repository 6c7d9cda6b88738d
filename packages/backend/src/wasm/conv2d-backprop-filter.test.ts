import '@tensorflow/tfjs-layers'
import {
  conv2d,
  conv2dTranspose,
  grad,
  mul,
  ones,
  tidy,
  sum,
  type Rank,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectNothingLeft, expectSameTensors, onBothBackends } from '../testing/both-backends'
import { waves } from '../testing/waves'

type Padding = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]]

const size = (max: number) => fc.integer({ min: 1, max })
const margin = fc.tuple(fc.nat(2), fc.nat(2))
const padding = fc.oneof(
  fc.constant<Padding>('same'),
  fc.constant<Padding>('valid'),
  fc.tuple(margin, margin).map(([rows, columns]): Padding => [[0, 0], rows, columns, [0, 0]]),
)
const convolution = fc.record({
  batch: size(3),
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  channels: size(4),
  filters: size(5),
  filterHeight: size(3),
  filterWidth: size(3),
  strides: fc.tuple(size(3), size(3)),
  padding,
})

describe('the gradient of a convolution by its filter on wasm', () => {
  it('equals that of the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(convolution, async (given) => {
        await expectSameTensors(() => {
          const x = waves([given.batch, given.height, given.width, given.channels], 1.7) as Tensor4D
          const filter = waves([given.filterHeight, given.filterWidth, given.channels, given.filters], 0.9)
          const loss = (filter: Tensor) => {
            const y = conv2d(x, filter as Tensor4D, given.strides, given.padding)
            return sum(mul(y, waves(y.shape, 2.3)))
          }
          return grad(loss)(filter)
        })
      }),
      { numRuns: 150 },
    )
  })

  it('counts, for a filter of ones over ones, the places each tap has seen', async () => {
    // 5 × 5, 3 × 3 taps, stride 2, padding 1 above and left: an outer tap at the start misses one row of three.
    const { wasm } = await onBothBackends(() =>
      tidy(() => {
        const x = ones<Rank.R4>([1, 5, 5, 1])
        const loss = (filter: Tensor) =>
          sum(
            conv2d(x, filter as Tensor4D, 2, [
              [0, 0],
              [1, 1],
              [1, 1],
              [0, 0],
            ]),
          )
        return grad(loss)(ones<Rank.R4>([3, 3, 1, 1])).dataSync()
      }),
    )
    expect([...wasm]).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4])
  })

  it('serves the gradient of a transposed convolution', async () => {
    await expectSameTensors(() => {
      const x = waves([2, 3, 4, 3], 1.7) as Tensor4D
      const loss = (filter: Tensor) =>
        sum(mul(conv2dTranspose(x, filter as Tensor4D, [2, 6, 8, 2], 2, 'same'), waves([2, 6, 8, 2], 2.3)))
      return grad(loss)(waves([3, 3, 2, 3], 0.9))
    })
  })

  it('leaves no memory behind', async () => {
    await expectNothingLeft(() => {
      const x = waves([2, 8, 8, 3], 1.7) as Tensor4D
      const loss = (filter: Tensor) => sum(conv2d(x, filter as Tensor4D, 3, 'valid'))
      return grad(loss)(waves([3, 3, 3, 4], 0.9))
    })
  })
})
