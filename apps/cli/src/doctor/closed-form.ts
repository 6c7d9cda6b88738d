export interface LinearClassifier {
  /** `[B, inputs]` */
  readonly inputs: readonly (readonly number[])[]
  /** `[B]` */
  readonly labels: readonly number[]
  /** `[inputs, C]`, row by row. */
  readonly kernel: readonly number[]
  /** `[C]` */
  readonly bias: readonly number[]
}

/**
 * The gradient of the mean cross-entropy of softmax(x·W + b): xᵀ(q − y)/B for the kernel, row by row, and then the
 * columns' sums of (q − y)/B for the bias.
 */
export function crossEntropyGradient({ inputs, labels, kernel, bias }: LinearClassifier): readonly number[] {
  const classes = bias.length
  const width = inputs[0]?.length ?? 0
  const gradient = Array.from({ length: kernel.length + classes }, () => 0)
  inputs.forEach((x, example) => {
    const logits = bias.map((b, c) => x.reduce((sum, value, i) => sum + value * kernel[i * classes + c]!, b))
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0)
    logits.forEach((logit, c) => {
      const share = (Math.exp(logit) / total - (labels[example] === c ? 1 : 0)) / inputs.length
      x.forEach((value, i) => (gradient[i * classes + c]! += value * share))
      gradient[width * classes + c]! += share
    })
  })
  return gradient
}

export function largestDifference(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return Infinity
  const differences = one.map((value, index) => Math.abs(value - other[index]!))
  return differences.some(Number.isNaN) ? Number.NaN : Math.max(...differences)
}
