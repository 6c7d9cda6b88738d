import { ResizeBilinearGrad, ResizeNearestNeighborGrad } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { exactFloat, tensorOf } from '../../testing/tensor-arbitraries'

const length = fc.integer({ min: 1, max: 6 })
/** Of a single row the cpu kernel of the nearest neighbour makes a loop without an end. */
const side = fc.integer({ min: 2, max: 6 })
const few = fc.integer({ min: 1, max: 2 })

/** Of images `[batch, height, width]` and any depth. */
function gradients(images: fc.Arbitrary<[number, number, number]>): fc.Arbitrary<KernelCase> {
  return fc
    .record({ images, size: fc.tuple(length, length), depth: few, alignCorners: fc.boolean() })
    .chain(({ images, size, depth, alignCorners }) =>
      fc.record({
        inputs: fc.record({
          images: tensorOf('float32', [...images, depth], fc.constant(0)),
          dy: tensorOf('float32', [images[0], ...size, depth], exactFloat),
        }),
        attrs: fc.constant({ size, alignCorners, halfPixelCenters: false }),
      }),
    )
}

// Only images for which the cpu kernels are gradients.
export const resizeGradientCases: CasesByKernel = {
  // Shares of numbers of opposite sign may add to anything near 0.
  [ResizeBilinearGrad]: kernelCase(
    gradients(fc.tuple(few, length).map(([batch, side]) => [batch, side, side])),
    { relative: 1e-5, absolute: 5e-5 },
  ),
  [ResizeNearestNeighborGrad]: kernelCase(gradients(fc.tuple(fc.constant(1), side, side))),
}
