import type { NamedTensors, Random, Shape } from '@potstill/spec'

export interface WeightOptions {
  /** Default: true. */
  readonly bias?: boolean
  /** Multiplies the bound of the initial weights. Default: 1. He's, for what comes after a non-linearity, is √6. */
  readonly gain?: number | undefined
}

/** `weights`, and a `bias` for the last axis, uniform within ±gain / √fanIn, where fanIn counts the inputs of an output. */
export function uniformWeights(
  random: Random,
  shape: Shape,
  fanIn: number,
  { bias = true, gain = 1 }: WeightOptions,
): NamedTensors {
  const bound = gain / Math.sqrt(fanIn)
  const weights = random.uniform('weights', shape, -bound, bound)
  if (!bias) return { weights }
  return { weights, bias: random.uniform('bias', [shape.at(-1) ?? 1], -bound, bound) }
}
