import { ArgMax, ArgMin, SearchSorted, TopK } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { givenTensor } from '../../testing/given-tensor'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyFloat, anyTensor, smallInteger, tensorOf } from '../../testing/tensor-arbitraries'

/** Small whole numbers are often equal: then the first one counts. */
const number = fc.oneof(anyFloat, smallInteger)

const limits = { minRank: 1, minLength: 1, maxLength: 5 }

const place = fc
  .oneof(anyTensor('float32', limits, number), anyTensor('int32', limits))
  .chain((x) => fc.record({ x: fc.constant(x), axis: fc.nat({ max: x.shape.length - 1 }) }))
  .map(({ x, axis }) => ({ inputs: { x }, attrs: { axis } }))

/** The cpu kernel has no order of NaN, nor of equal infinities, whose difference it takes; and without an order wanted, one number has none. */
const largest = fc
  .oneof(
    anyTensor('float32', limits, number.filter(Number.isFinite)),
    anyTensor('int32', limits, smallInteger),
  )
  .chain((x) => fc.record({ x: fc.constant(x), k: fc.nat({ max: x.shape.at(-1) as number }) }))
  .map(({ x, k }) => ({ inputs: { x }, attrs: { k, sorted: k > 1 } }))

const sought = fc
  .record({
    dtype: fc.constantFrom<'float32' | 'int32'>('float32', 'int32'),
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.nat({ max: 5 }),
    count: fc.nat({ max: 4 }),
  })
  .chain(({ dtype, rows, columns, count }) =>
    fc.record({
      sortedSequence: tensorOf(dtype, [rows, columns], smallInteger).map(({ shape, values }) =>
        givenTensor(
          dtype,
          shape,
          Array.from({ length: rows }, (_, row) =>
            Array.from(values.slice(row * columns, (row + 1) * columns)).toSorted((a, b) => a - b),
          ).flat(),
        ),
      ),
      values: tensorOf(dtype, [rows, count], smallInteger),
      side: fc.constantFrom('left', 'right'),
    }),
  )
  .map(({ side, ...inputs }) => ({ inputs, attrs: { side } }))

export const placeCases: CasesByKernel = {
  [ArgMax]: kernelCase(place),
  [ArgMin]: kernelCase(place),
  [SearchSorted]: kernelCase(sought),
  [TopK]: kernelCase(largest),
}
