import { matMul, reshape, tensor2d, transpose, type Tensor } from '@tensorflow/tfjs-core'

/**
 * Averages maps `[B, H, W, C]` down to another size, as adaptive pooling does: cell i of n covers the rows ⌊i·H/n⌋ up to ⌈(i + 1)·H/n⌉.
 */
export function adaptiveAveragePool(maps: Tensor, height: number, width: number): Tensor {
  return resampled(maps, height, width, averages)
}

/** Multiplies the rows and the columns of maps `[B, H, W, C]` by matrices `[from, to]`. The same size stays as it is. */
export function resampled(
  maps: Tensor,
  height: number,
  width: number,
  matrix: (from: number, to: number) => Tensor,
): Tensor {
  const [batch = 0, rows = 0, columns = 0, channels = 0] = maps.shape
  if (rows === height && columns === width) return maps
  const byRow = transpose(reshape(maps, [batch, rows, columns * channels]), [0, 2, 1])
  const fewerRows = matMul(reshape(byRow, [-1, rows]), matrix(rows, height))
  const byColumn = transpose(reshape(fewerRows, [batch, columns, channels, height]), [0, 3, 2, 1])
  const fewer = matMul(reshape(byColumn, [-1, columns]), matrix(columns, width))
  return transpose(reshape(fewer, [batch, height, channels, width]), [0, 1, 3, 2])
}

/** The matrix `[from, to]` whose columns are the weights of the cells. */
function averages(from: number, to: number): Tensor {
  const weights = new Float32Array(from * to)
  for (let cell = 0; cell < to; cell++) {
    const [start, end] = [Math.floor((cell * from) / to), Math.ceil(((cell + 1) * from) / to)]
    for (let row = start; row < end; row++) weights[row * to + cell] = 1 / (end - start)
  }
  return tensor2d(weights, [from, to])
}

/** Both maps at the smaller of their sizes. */
export function pooledToSmaller(one: Tensor, other: Tensor): readonly [Tensor, Tensor] {
  const [height, width] = [1, 2].map((axis) => Math.min(one.shape[axis] ?? 0, other.shape[axis] ?? 0))
  return [adaptiveAveragePool(one, height!, width!), adaptiveAveragePool(other, height!, width!)]
}
