import { Concat, MirrorPad, Pack, PadV2 } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyDtype, anyTensor, shape, tensorOf } from '../../testing/tensor-arbitraries'

const concat: fc.Arbitrary<KernelCase> = fc
  .tuple(shape({ minRank: 1 }), anyDtype, fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }))
  .chain(([shape, dtype, lengths]) =>
    fc.nat({ max: shape.length - 1 }).chain((axis) =>
      fc.record({
        inputs: fc.tuple(
          ...lengths.map((length) =>
            tensorOf(
              dtype,
              shape.map((size, at) => (at === axis ? length : size)),
            ),
          ),
        ),
        attrs: fc.constantFrom({ axis }, { axis: axis - shape.length }),
      }),
    ),
  )

const pack: fc.Arbitrary<KernelCase> = fc
  .tuple(shape({ maxRank: 3 }), anyDtype, fc.integer({ min: 1, max: 4 }))
  .chain(([shape, dtype, count]) =>
    fc.record({
      inputs: fc.array(tensorOf(dtype, shape), { minLength: count, maxLength: count }),
      attrs: fc.record({ axis: fc.nat({ max: shape.length }) }),
    }),
  )

const pad: fc.Arbitrary<KernelCase> = anyDtype
  .chain((dtype) => anyTensor(dtype, { minRank: 1 }))
  .chain((x) => {
    const side = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 }))
    const paddings = fc.tuple(...x.shape.map(() => side))
    return fc.record({ x: fc.constant(x), paddings, constantValue: fc.constantFrom(0, 1) })
  })
  .map(({ x, ...attrs }) => ({ inputs: { x }, attrs }))

const mirror: fc.Arbitrary<KernelCase> = fc
  .tuple(anyDtype, fc.constantFrom('reflect', 'symmetric'))
  .chain(([dtype, mode]) =>
    anyTensor(dtype, { minRank: 1, minLength: 1 }).chain((x) => {
      // As far as there is something to mirror.
      const most = (length: number) => fc.nat({ max: mode === 'reflect' ? length - 1 : length })
      const paddings = fc.tuple(...x.shape.map((length) => fc.tuple(most(length), most(length))))
      return fc.record({ x: fc.constant(x), paddings, mode: fc.constant(mode) })
    }),
  )
  .map(({ x, ...attrs }) => ({ inputs: { x }, attrs }))

export const joinCases: CasesByKernel = {
  [Concat]: kernelCase(concat),
  [Pack]: kernelCase(pack),
  [PadV2]: kernelCase(pad),
  [MirrorPad]: kernelCase(mirror),
}
