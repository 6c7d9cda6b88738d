import type { EpochEnd } from '@potstill/spec'
import type { StepResult } from '../step/step-options'

/** Sums step results, weighted by their examples, into the means of an epoch. */
export function epochMeans(): {
  add(result: StepResult, examples: number): void
  readonly examples: number
  means(): EpochEnd['train']
} {
  let examples = 0
  let total = 0
  let accuracy: number | undefined
  const terms = new Map<string, number>()
  return {
    get examples() {
      return examples
    },
    add: (result, count) => {
      examples += count
      total += result.total * count
      for (const [name, value] of Object.entries(result.terms)) {
        terms.set(name, (terms.get(name) ?? 0) + value * count)
      }
      if (result.accuracy !== undefined) accuracy = (accuracy ?? 0) + result.accuracy * count
    },
    means: () => ({
      total: total / examples,
      terms: Object.fromEntries([...terms].map(([name, sum]) => [name, sum / examples])),
      ...(accuracy === undefined ? {} : { accuracy: accuracy / examples }),
    }),
  }
}
