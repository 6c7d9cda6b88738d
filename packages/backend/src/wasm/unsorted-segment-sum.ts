import {
  UnsortedSegmentSum,
  util,
  type KernelConfig,
  type TensorInfo,
  type UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs-core'
import { computeOnHeap } from './heap'

/**
 * Sums of rows by segment, the gradient of `gather` and so of an embedding: out[s] = Σ_{i: segmentIds[i] = s} x[i].
 * Rows whose segment is negative or not below `numSegments` are left out.
 */
export const unsortedSegmentSum: KernelConfig = {
  kernelName: UnsortedSegmentSum,
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo }
    const { numSegments } = attrs as unknown as UnsortedSegmentSumAttrs
    const rest = x.shape.slice(segmentIds.shape.length)
    const width = util.sizeFromShape(rest)
    const output = { shape: [numSegments, ...rest], dtype: x.dtype }
    return computeOnHeap(backend, output, { x, segmentIds }, (sums, { x: rows, segmentIds: segments }) => {
      segments.forEach((segment: number, row: number) => {
        if (segment < 0 || segment >= numSegments) return
        const [from, to] = [row * width, segment * width]
        for (let i = 0; i < width; i++) sums[to + i]! += rows[from + i]!
      })
    })
  },
}
