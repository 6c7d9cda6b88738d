import {
  add,
  div,
  erf,
  exp,
  maximum,
  minimum,
  moments,
  mul,
  neg,
  relu,
  reshape,
  sign,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'

/**
 * The mean of the negative values of each channel of maps `[B, H, W, C]`, as `[C]`; 0 where there are none. As in
 * Knowledge-Distillation-Zoo.
 */
export function meanOfNegatives(maps: Tensor): Tensor {
  const rows = rowsOf(maps)
  const negative = sign(relu(neg(rows)))
  return div(sum(minimum(rows, 0), 0), add(sum(negative, 0), 1e-6))
}

/**
 * The same of a Gaussian with the mean μ and the deviation σ of each channel: μ − σ φ(μ / σ) / Φ(−μ / σ), and −3 σ where hardly anything,
 * Φ ≤ 0.001, is negative. What Heo et al. 2019, arXiv:1904.01866, read from the batch normalisation before, whose offset and scale these
 * are.
 */
export function gaussianMeanOfNegatives(maps: Tensor): Tensor {
  const { mean, variance } = moments(rowsOf(maps), 0)
  const deviation = sqrt(add(variance, 1e-12))
  const ratio = div(mean, deviation)
  const share = normalBelow(neg(ratio))
  const density = mul(1 / Math.sqrt(2 * Math.PI), exp(mul(-0.5, square(ratio))))
  const usual = sub(mean, mul(deviation, div(density, maximum(share, 1e-3))))
  const some = sign(relu(sub(share, 1e-3)))
  return add(mul(some, usual), mul(sub(1, some), mul(-3, deviation)))
}

/** Φ, the share of a standard normal distribution below a value. */
function normalBelow(values: Tensor): Tensor {
  return mul(0.5, add(1, erf(mul(values, Math.SQRT1_2))))
}

function rowsOf(maps: Tensor): Tensor {
  return reshape(maps, [-1, maps.shape.at(-1) ?? 1])
}
