import { ScatterNd, SparseToDense, TensorScatterUpdate, UnsortedSegmentSum } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { givenTensor, type GivenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyDtype, exactFloat, shape, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'

const numeric = fc.constantFrom<'float32' | 'int32'>('float32', 'int32')

/** Numbers whose sum does not depend on the order. */
const summand = { float32: exactFloat, int32: smallInteger, bool: fc.constantFrom(0, 1) } as const

interface Places {
  readonly shape: number[]
  readonly indices: GivenTensor
  readonly updatesShape: number[]
}

/** A shape, places in its first axes, and the shape of what goes there. */
const places = (distinct: boolean): fc.Arbitrary<Places> =>
  shape({ minRank: 1, minLength: 1 }).chain((shape) =>
    fc.integer({ min: 1, max: shape.length }).chain((depth) => {
      const place = fc.tuple(...shape.slice(0, depth).map((length) => fc.nat({ max: length - 1 })))
      const list = distinct
        ? fc.uniqueArray(place, { maxLength: 5, selector: (found) => found.join() })
        : fc.array(place, { maxLength: 5 })
      return list.map((found) => ({
        shape,
        indices: givenTensor('int32', [found.length, depth], found.flat()),
        updatesShape: [found.length, ...shape.slice(depth)],
      }))
    }),
  )

const scatter: fc.Arbitrary<KernelCase> = fc
  .tuple(places(false), numeric)
  .chain(([{ shape, indices, updatesShape }, dtype]) =>
    tensorOf(dtype, updatesShape, summand[dtype]).map((updates) => ({
      inputs: { indices, updates },
      attrs: { shape },
    })),
  )

const update: fc.Arbitrary<KernelCase> = fc
  .tuple(places(true), anyDtype)
  .chain(([{ shape, indices, updatesShape }, dtype]) =>
    fc.record({
      tensor: tensorOf(dtype, shape),
      indices: fc.constant(indices),
      updates: tensorOf(dtype, updatesShape),
    }),
  )
  .map((inputs) => ({ inputs }))

/** One place for each number, or one number for all places. */
const sparse: fc.Arbitrary<KernelCase> = fc
  .tuple(places(true), anyDtype, fc.boolean())
  .filter(([{ shape, indices }]) => indices.shape[1] === shape.length)
  .chain(([{ shape, indices, updatesShape }, dtype, same]) =>
    fc.record({
      sparseIndices: fc.constant(indices),
      sparseValues: tensorOf(dtype, same ? [] : updatesShape),
      defaultValue: tensorOf(dtype, []),
      shape: fc.constant(shape),
    }),
  )
  .map(({ shape, ...inputs }) => ({ inputs, attrs: { outputShape: shape } }))

/** Numbers of rows, some of them of none. */
const segments: fc.Arbitrary<KernelCase> = fc
  .tuple(shape({ minRank: 1, minLength: 1, maxLength: 6 }), numeric, fc.integer({ min: 1, max: 8 }))
  .chain(([shape, dtype, numSegments]) =>
    fc.record({
      x: tensorOf(dtype, shape, summand[dtype]),
      segmentIds: tensorOf('int32', shape.slice(0, 1), fc.integer({ min: -1, max: numSegments })),
      numSegments: fc.constant(numSegments),
    }),
  )
  .map(({ numSegments, ...inputs }) => ({ inputs, attrs: { numSegments } }))

export const scatterCases: CasesByKernel = {
  [ScatterNd]: kernelCase(scatter),
  [TensorScatterUpdate]: kernelCase(update),
  [SparseToDense]: kernelCase(sparse),
  [UnsortedSegmentSum]: kernelCase(segments),
}
