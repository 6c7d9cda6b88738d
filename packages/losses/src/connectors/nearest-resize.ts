import { tensor2d, type Tensor } from '@tensorflow/tfjs-core'
import { resampled } from '../parts/adaptive-pool'

/**
 * Resizes maps `[B, H, W, C]`, taking for entry i of n the nearest one, ⌊i·H/n⌋. By matrices: the gradients of TensorFlow.js's own resizing
 * are wrong on its cpu backend where there is more than one example.
 */
export function nearestResize(maps: Tensor, height: number, width: number): Tensor {
  return resampled(maps, height, width, choices)
}

/** The matrix `[from, to]` with a single 1 in every column. */
function choices(from: number, to: number): Tensor {
  const weights = new Float32Array(from * to)
  for (let cell = 0; cell < to; cell++) weights[Math.floor((cell * from) / to) * to + cell] = 1
  return tensor2d(weights, [from, to])
}
