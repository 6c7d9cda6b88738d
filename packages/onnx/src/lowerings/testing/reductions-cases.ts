import { All, Any, Max, Mean, Min, Prod, Sum } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import type { GivenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyTensor, exactFloat, smallInteger, type ShapeLimits } from '../../testing/tensor-arbitraries'

/** A tensor and axes of it, none and all among them. */
function reduction(
  dtype: GivenTensor['dtype'],
  number?: fc.Arbitrary<number>,
  attribute = 'axis',
  limits: ShapeLimits = {},
): fc.Arbitrary<KernelCase> {
  return anyTensor(dtype, limits, number)
    .chain((x) => {
      const axes = x.shape.map((_, axis) => axis)
      const negative = fc.boolean()
      return fc.record({
        x: fc.constant(x),
        axis: fc
          .tuple(fc.subarray(axes), negative)
          .map(([found, negative]) => found.map((axis) => (negative ? axis - axes.length : axis))),
        all: fc.boolean(),
        keepDims: fc.boolean(),
      })
    })
    .map(({ x, axis, all, keepDims }) => ({
      inputs: { x },
      attrs: { [attribute]: all ? undefined : axis, keepDims },
    }))
}

/** Numbers whose sum does not depend on the order. */
const summands = fc.oneof(exactFloat, fc.constantFrom(NaN, Infinity, -Infinity, -0))

/** At most 27, so that products of numbers up to 3 are exact. */
const few: ShapeLimits = { maxRank: 3, maxLength: 3 }

const factors = fc.constantFrom(NaN, Infinity, 0, -0, 1, -1, 2, -0.5, 3)

/** Sums that int32 holds. */
const wholeSummands = fc.oneof(smallInteger, fc.constant(2 ** 24 + 1))

const refused = (attribute?: string) =>
  reduction('bool', undefined, attribute).map((given) => ({ ...given, refused: true }))

export const reductionCases: CasesByKernel = {
  [Sum]: kernelCase(
    fc.oneof(reduction('float32', summands), reduction('int32', smallInteger), reduction('bool')),
  ),
  [Mean]: kernelCase(
    fc.oneof(reduction('float32', summands), reduction('int32', wholeSummands), reduction('bool')),
  ),
  [Prod]: kernelCase(
    fc.oneof(
      reduction('float32', factors, 'axis', few),
      reduction('int32', fc.constantFrom(1, -1, 2), 'axis', few),
      reduction('bool'),
    ),
  ),
  [Max]: kernelCase(
    fc.oneof(
      reduction('float32', undefined, 'reductionIndices'),
      reduction('int32', undefined, 'reductionIndices'),
      refused('reductionIndices'),
    ),
  ),
  [Min]: kernelCase(fc.oneof(reduction('float32'), reduction('int32'), refused())),
  [All]: kernelCase(reduction('bool')),
  [Any]: kernelCase(reduction('bool')),
}
