import {
  ResizeBilinearGrad,
  ResizeNearestNeighborGrad,
  type ResizeBilinearGradAttrs,
  type ResizeNearestNeighborGradAttrs,
} from '@tensorflow/tfjs-core'
import { lowering, type Lowering, type LoweringTable } from '../lowering'
import type { Value } from '../value'
import { accepts } from './accepts'
import { reshaped } from './rearranged'
import { nearest, neighbours } from './resize'

type Attrs = ResizeBilinearGradAttrs & ResizeNearestNeighborGradAttrs

/** How much of each of `to` rows goes back to each of `from` rows: `[from, to]`, the transpose of what resizing does. */
type Shares = (from: number, to: number, attrs: Attrs) => Float32Array

const nearestShares: Shares = (from, to, attrs) => {
  const matrix = new Float32Array(from * to)
  nearest(from, to, attrs).forEach((row, index) => (matrix[row * to + index] = 1))
  return matrix
}

const bilinearShares: Shares = (from, to, attrs) => {
  const matrix = new Float32Array(from * to)
  const { before, after, shares } = neighbours(from, to, attrs)
  shares.forEach((share, index) => {
    matrix[(before[index] as number) * to + index]! += 1 - share
    matrix[(after[index] as number) * to + index]! += share
  })
  return matrix
}

/** Multiplies first the columns of `[B, H, W, C]`, and then the rows. */
function resizedBack(kernel: string, sharesOf: Shares): Lowering {
  return lowering<{ images: Value; dy: Value }, Attrs>(({ inputs: { images, dy }, attrs, graph }) => {
    accepts(kernel, ['float32'], images, dy)
    const [batch, height, width, depth] = images.shape as [number, number, number, number]
    const [, rows, columns] = dy.shape as [number, number, number, number]
    const multiplied = (from: number, to: number, value: Value, shape: readonly number[]) => {
      const matrix = graph.constant(sharesOf(from, to, attrs), [from, to], 'float32')
      return graph.node('MatMul', [matrix, value], { shape, dtype: 'float32' })
    }
    const narrow = multiplied(width, columns, dy, [batch, rows, width, depth])
    const flat = reshaped(graph, narrow, [batch, rows, width * depth])
    const low = multiplied(height, rows, flat, [batch, height, width * depth])
    return reshaped(graph, low, [batch, height, width, depth])
  })
}

/**
 * These are the gradients. The cpu kernels are not, where images have several examples (nearest neighbour), are not
 * square (bilinear), or have pixels at half places (both).
 */
export const resizeGradients: LoweringTable = {
  [ResizeBilinearGrad]: resizedBack(ResizeBilinearGrad, bilinearShares),
  [ResizeNearestNeighborGrad]: resizedBack(ResizeNearestNeighborGrad, nearestShares),
}
