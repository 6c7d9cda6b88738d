import { ArgMax, ArgMin, TopK } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel } from '../../testing/kernel-cases'
import { anyFloat, anyTensor, smallInteger } from '../../testing/tensor-arbitraries'

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

export const placeCases: CasesByKernel = {
  [ArgMax]: kernelCase(place),
  [ArgMin]: kernelCase(place),
  [TopK]: kernelCase(largest),
}
