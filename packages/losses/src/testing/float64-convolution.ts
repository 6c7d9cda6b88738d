/** Maps `[H, W, C]` or a kernel by indices, in float64. */
export type Entry = (...indices: readonly number[]) => number

/** Reads a flat list as a tensor of a shape; what is outside of it is 0. */
export function entriesOf(values: ArrayLike<number>, shape: readonly number[]): Entry {
  return (...indices) => {
    if (indices.some((index, axis) => index < 0 || index >= shape[axis]!)) return 0
    return values[indices.reduce((place, index, axis) => place * shape[axis]! + index, 0)]!
  }
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index)

export interface ConvolutionShape {
  readonly size: readonly [height: number, width: number]
  readonly kernel: readonly [height: number, width: number]
  readonly from: number
  readonly to: number
  readonly stride: number
  readonly padding: number
}

/** y[i, j, o] = Σ x[i·stride + a − padding, j·stride + b − padding, c] · k[a, b, c, o], entry by entry. */
export function convolved(x: Entry, k: Entry, shape: ConvolutionShape): number[] {
  const { size, kernel, from, to, stride, padding } = shape
  const entry = (i: number, j: number, o: number) =>
    range(kernel[0])
      .flatMap((a) =>
        range(kernel[1]).flatMap((b) =>
          range(from).map((c) => x(i * stride + a - padding, j * stride + b - padding, c) * k(a, b, c, o)),
        ),
      )
      .reduce((sum, term) => sum + term, 0)
  return range(size[0]).flatMap((i) => range(size[1]).flatMap((j) => range(to).map((o) => entry(i, j, o))))
}

/** Each x[i, j, c] adds x · k[a, b, o, c] to y[2i + a − 1, 2j + b − 1, o]: PyTorch's transposed convolution 4×4, stride 2, padding 1. */
export function doubled(x: Entry, k: Entry, shape: Pick<ConvolutionShape, 'size' | 'from' | 'to'>): number[] {
  const { size: [height, width], from, to } = shape // prettier-ignore
  const y = new Float64Array(height * 2 * width * 2 * to)
  for (const i of range(height))
    for (const j of range(width))
      for (const c of range(from))
        for (const a of range(4))
          for (const b of range(4))
            for (const o of range(to)) {
              const [row, column] = [2 * i + a - 1, 2 * j + b - 1]
              if (row < 0 || column < 0 || row >= 2 * height || column >= 2 * width) continue
              y[(row * 2 * width + column) * to + o]! += x(i, j, c) * k(a, b, o, c)
            }
  return [...y]
}
