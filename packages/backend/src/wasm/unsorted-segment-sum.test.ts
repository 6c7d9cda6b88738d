import '@tensorflow/tfjs-layers'
import { gather, grad, mul, sum, tensor1d, unsortedSegmentSum, type Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { expectNothingLeft, expectSameTensors, onBothBackends } from '../testing/both-backends'
import { waves } from '../testing/waves'

const ids = [4, 0, 2, 4, 4, 1]

describe('sums of rows by segment on wasm', () => {
  it('add the rows of a segment up, and leave the others out', async () => {
    const { wasm } = await onBothBackends(() => [
      ...unsortedSegmentSum(tensor1d([1, 2, 4, 8]), tensor1d([2, 0, -1, 2], 'int32'), 3).dataSync(),
    ])
    expect(wasm).toEqual([2, 0, 9])
  })

  it.each([[[6]], [[6, 3]], [[6, 2, 3]]])('equal those of the cpu backend for %j', async (shape) => {
    await expectSameTensors(() => unsortedSegmentSum(waves(shape, 1.7), tensor1d(ids, 'int32'), 5))
  })

  it.each([0, 1])('serve the gradient of gather along axis %i', async (axis) => {
    await expectSameTensors(() => {
      const loss = (x: Tensor) => {
        const picked = gather(x, tensor1d(ids, 'int32'), axis)
        return sum(mul(picked, waves(picked.shape, 2.3)))
      }
      return grad(loss)(waves([5, 5], 0.9))
    })
  })

  it('leave no memory behind', async () => {
    await expectNothingLeft(() => unsortedSegmentSum(waves([6, 3], 1.7), tensor1d(ids, 'int32'), 5))
  })
})
