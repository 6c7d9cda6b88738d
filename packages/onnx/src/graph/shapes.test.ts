import { backend_util, broadcast_util, util } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { broadcastingShapes, shape } from '../testing/tensor-arbitraries'
import { broadcastShape, normalAxes, reducedShape, sameShape, shapeIndices, sizeOf } from './shapes'

describe('shapes', () => {
  it('broadcast as TensorFlow.js says', () => {
    fc.assert(
      fc.property(broadcastingShapes(), ([a, b]) => {
        expect(broadcastShape(a, b)).toEqual(broadcast_util.assertAndGetBroadcastShape(a, b))
      }),
    )
  })

  it('reduce as TensorFlow.js says', () => {
    const given = shape().chain((shape) =>
      fc.tuple(fc.constant(shape), fc.subarray(shapeIndices(shape.length))),
    )
    fc.assert(
      fc.property(given, ([shape, axes]) => {
        const [reduced] = backend_util.computeOutAndReduceShapes(shape, axes)
        expect(reducedShape(shape, axes, false)).toEqual(reduced)
        expect(reducedShape(shape, axes, true)).toEqual(backend_util.expandShapeToKeepDim(reduced, axes))
      }),
    )
  })

  it('have the size that TensorFlow.js says', () => {
    fc.assert(
      fc.property(shape(), (shape) => {
        expect(sizeOf(shape)).toBe(util.sizeFromShape(shape))
      }),
    )
  })

  it('have axes that may be counted from the end, or are all', () => {
    expect(normalAxes(-1, 3)).toEqual([2])
    expect(normalAxes([0, -2], 3)).toEqual([0, 1])
    expect(normalAxes(undefined, 3)).toEqual([0, 1, 2])
    expect(normalAxes(null, 2)).toEqual([0, 1])
    expect(normalAxes([], 3)).toEqual([])
  })

  it('are the same where every size is', () => {
    expect(sameShape([], [])).toBe(true)
    expect(sameShape([2, 3], [2, 3])).toBe(true)
    expect(sameShape([2, 3], [3, 2])).toBe(false)
    expect(sameShape([2], [2, 1])).toBe(false)
  })
})
