import {
  add,
  clone,
  FusedBatchNorm,
  mul,
  neg,
  reshape,
  rsqrt,
  sub,
  sum,
  type FusedBatchNormAttrs,
} from '@tensorflow/tfjs-core'
import type { GradientOverride } from './gradient-override'

/**
 * Of y = (x − μ)·s·γ + β with s = 1/√(σ² + ε), per channel. Two sums over everything, Σdy and Σdy·(x − μ), say all but
 * the gradient of x:
 *
 *     dx = dy·s·γ   dμ = −s·γ·Σdy   dσ² = −½·s³·γ·Σdy·(x − μ)   dγ = s·Σdy·(x − μ)   dβ = Σdy
 *
 * Source: Ioffe & Szegedy 2015, arXiv:1502.03167, section 3, with μ and σ² as inputs of their own.
 */
export const batchNorm: GradientOverride = {
  kernel: FusedBatchNorm,
  gradient(dy, [x, mean, variance, scale], attrs) {
    if (x === undefined || mean?.rank !== 1 || variance === undefined || scale === undefined) return undefined
    const { varianceEpsilon } = attrs as unknown as FusedBatchNormAttrs
    const axes = Array.from({ length: x.rank - 1 }, (_, axis) => axis)
    const deviation = rsqrt(add(variance, varianceEpsilon))
    const factor = mul(deviation, scale)
    const sumOfDy = sum(dy, axes)
    const sumOfProduct = sum(mul(dy, sub(x, mean)), axes)
    return {
      x: () => reshape(mul(dy, factor), x.shape),
      mean: () => neg(mul(factor, sumOfDy)),
      variance: () => mul(mul(mul(mul(deviation, deviation), factor), -0.5), sumOfProduct),
      scale: () => mul(deviation, sumOfProduct),
      offset: () => clone(sumOfDy),
    }
  },
}
