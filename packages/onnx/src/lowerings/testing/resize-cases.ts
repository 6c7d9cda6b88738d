import { ResizeBilinear, ResizeNearestNeighbor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { moderateFloat, shape, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'

const images = shape({ minRank: 4, minLength: 1 }).chain((shape) =>
  fc.oneof(tensorOf('float32', shape, moderateFloat), tensorOf('int32', shape, smallInteger)),
)

const length = fc.integer({ min: 1, max: 9 })

const resized = fc
  .record({
    images,
    size: fc.tuple(length, length),
    corners: fc.constantFrom(
      { alignCorners: false, halfPixelCenters: false },
      { alignCorners: true, halfPixelCenters: false },
      { alignCorners: false, halfPixelCenters: true },
    ),
  })
  .map(({ images, size, corners }) => ({ inputs: { images }, attrs: { size, ...corners } }))

export const resizeCases: CasesByKernel = {
  // Between two numbers of opposite sign the result may be anything near 0.
  [ResizeBilinear]: kernelCase(resized, { relative: 1e-5, absolute: 5e-6 }),
  [ResizeNearestNeighbor]: kernelCase(resized),
}
