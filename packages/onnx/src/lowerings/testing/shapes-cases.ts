import {
  Diag,
  ExpandDims,
  FlipLeftRight,
  Identity,
  OnesLike,
  Reshape,
  Reverse,
  Tile,
  Transpose,
  ZerosLike,
} from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { sizeOf } from '../../graph/shapes'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyDtype, anyTensor, type ShapeLimits } from '../../testing/tensor-arbitraries'

const tensor = (limits?: ShapeLimits) => anyDtype.chain((dtype) => anyTensor(dtype, limits))

const x = tensor().map((x) => ({ inputs: { x } }))

/** Another shape of a size: some of its divisors in turn, and the rest. */
const shapeOfSize = (size: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }).map((lengths) => {
    let rest = size
    const shape: number[] = []
    for (const length of lengths) {
      if (rest % length === 0) {
        shape.push(length)
        rest /= length
      }
    }
    return [...shape, rest]
  })

export const shapeCases: CasesByKernel = {
  [Identity]: kernelCase(x),
  [ZerosLike]: kernelCase(x),
  [OnesLike]: kernelCase(x),
  [Diag]: kernelCase(
    fc
      .oneof(anyTensor('float32', { maxRank: 2 }), anyTensor('int32', { maxRank: 2 }))
      .map((x) => ({ inputs: { x } })),
  ),
  [Reshape]: kernelCase(
    tensor()
      .chain((x) =>
        fc.record({
          x: fc.constant(x),
          shape: fc.oneof(
            shapeOfSize(sizeOf(x.shape)),
            fc.constant([...x.shape, 1]),
            fc.constant(sizeOf(x.shape) > 0 ? [-1] : [0]),
          ),
        }),
      )
      .map(({ x, shape }) => ({ inputs: { x }, attrs: { shape } })),
  ),
  [ExpandDims]: kernelCase(
    tensor({ maxRank: 3 })
      .chain((input) =>
        fc.record({
          input: fc.constant(input),
          dim: fc.integer({ min: -input.shape.length - 1, max: input.shape.length }),
        }),
      )
      .map(({ input, dim }) => ({ inputs: { input }, attrs: { dim } })),
  ),
  [Transpose]: kernelCase(
    tensor()
      .chain((x) => {
        const axes = x.shape.map((_, axis) => axis)
        const perm = fc.shuffledSubarray(axes, { minLength: axes.length, maxLength: axes.length })
        return fc.record({ x: fc.constant(x), perm })
      })
      .map(({ x, perm }) => ({ inputs: { x }, attrs: { perm } })),
  ),
  [Tile]: kernelCase(
    tensor({ maxRank: 3 })
      .chain((x) => {
        const times = fc.array(fc.nat({ max: 3 }), { minLength: x.shape.length, maxLength: x.shape.length })
        return fc.record({ x: fc.constant(x), reps: times })
      })
      .map(({ x, reps }) => ({ inputs: { x }, attrs: { reps } })),
  ),
  [Reverse]: kernelCase(
    tensor()
      .chain((x) => fc.record({ x: fc.constant(x), dims: fc.subarray(x.shape.map((_, axis) => axis)) }))
      .map(({ x, dims }) => ({ inputs: { x }, attrs: { dims } })),
  ),
  [FlipLeftRight]: kernelCase(tensor({ minRank: 4, maxRank: 4 }).map((image) => ({ inputs: { image } }))),
}
