import { GatherNd, GatherV2 } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyDtype, anyTensor, shape, tensorOf } from '../../testing/tensor-arbitraries'

const gather: fc.Arbitrary<KernelCase> = anyDtype
  .chain((dtype) => anyTensor(dtype, { minRank: 1, minLength: 1 }))
  .chain((x) =>
    fc.nat({ max: x.shape.length - 1 }).chain((axis) =>
      fc.nat({ max: axis }).chain((batchDims) =>
        shape({ maxRank: 2 }).chain((picks) => {
          const places = fc.nat({ max: (x.shape[axis] as number) - 1 })
          const indices = tensorOf('int32', [...x.shape.slice(0, batchDims), ...picks], places)
          return fc.record({
            x: fc.constant(x),
            indices,
            axis: fc.constant(axis),
            // Counted from the end, as TensorFlow.js allows.
            batchDims: fc.constantFrom(batchDims, ...(picks.length > 0 ? [-picks.length] : [])),
          })
        }),
      ),
    ),
  )
  .map(({ x, indices, ...attrs }) => ({ inputs: { x, indices }, attrs }))

const gatherNd: fc.Arbitrary<KernelCase> = anyDtype
  .chain((dtype) => anyTensor(dtype, { minRank: 1, minLength: 1 }))
  .chain((params) =>
    fc
      .tuple(fc.integer({ min: 1, max: params.shape.length }), shape({ maxRank: 2 }))
      .chain(([depth, batch]) => {
        // Places that every axis has.
        const least = Math.min(...params.shape.slice(0, depth))
        const indices = tensorOf('int32', [...batch, depth], fc.nat({ max: least - 1 }))
        return fc.record({ params: fc.constant(params), indices })
      }),
  )
  .map((inputs) => ({ inputs }))

export const gatherCases: CasesByKernel = {
  [GatherV2]: kernelCase(gather),
  [GatherNd]: kernelCase(gatherNd),
}
