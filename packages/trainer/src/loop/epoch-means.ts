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
  const accuracies = new Map<string, number>()
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
      for (const [name, value] of Object.entries(result.accuracies ?? {})) {
        accuracies.set(name, (accuracies.get(name) ?? 0) + value * count)
      }
      if (result.accuracy !== undefined) accuracy = (accuracy ?? 0) + result.accuracy * count
    },
    means: () => ({
      total: total / examples,
      terms: divided(terms, examples),
      ...(accuracies.size > 0 && { accuracies: divided(accuracies, examples) }),
      ...(accuracy === undefined ? {} : { accuracy: accuracy / examples }),
    }),
  }
}

function divided(sums: ReadonlyMap<string, number>, count: number): Record<string, number> {
  return Object.fromEntries([...sums].map(([name, sum]) => [name, sum / count]))
}
