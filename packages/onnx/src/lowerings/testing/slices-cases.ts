import { Slice, slice_util, SplitV, StridedSlice, Unpack } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { kernelCase, type CasesByKernel, type KernelCase } from '../../testing/kernel-cases'
import { anyDtype, anyTensor, type ShapeLimits } from '../../testing/tensor-arbitraries'

const tensor = (limits?: ShapeLimits) => anyDtype.chain((dtype) => anyTensor(dtype, limits))

const range = (length: number) =>
  fc
    .tuple(fc.nat({ max: length }), fc.nat({ max: length }), fc.boolean())
    .map(([a, b, rest]) => ({ begin: Math.min(a, b), size: rest ? -1 : Math.abs(a - b) }))

const part: fc.Arbitrary<KernelCase> = tensor({ minRank: 1 })
  .chain((x) => fc.record({ x: fc.constant(x), ranges: fc.tuple(...x.shape.map(range)) }))
  .map(({ x, ranges }) => ({
    inputs: { x },
    attrs: { begin: ranges.map(({ begin }) => begin), size: ranges.map(({ size }) => size) },
  }))

const mask = fc.nat({ max: 15 })

/**
 * Ranges with strides of both signs, masks, and new axes. Axes that are left out are tried alone: beside a stride the cpu
 * kernel confuses the axes. Ranges that end before they begin it refuses.
 */
const strided: fc.Arbitrary<KernelCase> = tensor({ minRank: 1, minLength: 1 })
  .chain((x) => {
    const bounds = fc.tuple(...x.shape.map((length) => fc.integer({ min: -length, max: length })))
    const strides = fc.tuple(...x.shape.map(() => fc.constantFrom(1, 1, 2, 3, -1, -2)))
    const masks = { beginMask: mask, endMask: mask, newAxisMask: fc.constantFrom(0, 0, 1, 2) }
    return fc.record({ x: fc.constant(x), begin: bounds, end: bounds, strides, ...masks })
  })
  .map(({ x, ...attrs }) => ({ inputs: { x }, attrs: { ...attrs, ellipsisMask: 0, shrinkAxisMask: 0 } }))
  .filter(({ inputs: { x }, attrs }) => {
    const { begin, end, beginMask, endMask, newAxisMask, strides } = attrs
    const found = slice_util.sliceInfo(
      [...x.shape],
      begin,
      end,
      strides,
      beginMask,
      endMask,
      0,
      newAxisMask,
      0,
    )
    return slice_util.computeOutShape(found.begin, found.end, found.strides).every((length) => length >= 0)
  })

const element: fc.Arbitrary<KernelCase> = tensor({ minRank: 1, minLength: 1 })
  .chain((x) => {
    const begin = fc.tuple(...x.shape.map((length) => fc.integer({ min: -length, max: length - 1 })))
    return fc.record({ x: fc.constant(x), begin, shrinkAxisMask: mask })
  })
  .map(({ x, begin, shrinkAxisMask }) => {
    const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask }
    const end = begin.map((place, axis) => (place < 0 ? place + (x.shape[axis] as number) : place) + 1)
    return { inputs: { x }, attrs: { begin, end, strides: begin.map(() => 1), ...masks } }
  })

const alongAxis = tensor({ minRank: 1 }).chain((x) =>
  fc.record({ x: fc.constant(x), axis: fc.nat({ max: x.shape.length - 1 }) }),
)

const split: fc.Arbitrary<KernelCase> = alongAxis
  .chain(({ x, axis }) => {
    const length = x.shape[axis] as number
    const sizes = fc.nat({ max: length }).map((size) => [size, length - size])
    const rest = fc.nat({ max: length }).map((size) => [size, -1])
    const parts = fc.constantFrom(...[1, 2, 3, 4].filter((parts) => length % parts === 0))
    return fc.record({
      x: fc.constant(x),
      axis: fc.constant(axis),
      numOrSizeSplits: fc.oneof(sizes, rest, parts),
    })
  })
  .map(({ x, ...attrs }) => ({ inputs: { x }, attrs }))

export const sliceCases: CasesByKernel = {
  [Slice]: kernelCase(part),
  [StridedSlice]: kernelCase(fc.oneof(strided, element)),
  [SplitV]: kernelCase(split),
  [Unpack]: kernelCase(
    fc
      .tuple(
        alongAxis.filter(({ x, axis }) => x.shape[axis] !== 0),
        fc.boolean(),
      )
      .map(([{ x, axis }, negative]) => ({
        inputs: { value: x },
        attrs: { axis: negative ? axis - x.shape.length : axis },
      })),
  ),
}
