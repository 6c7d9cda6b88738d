import type { EpochEnd } from '@potstill/spec'
import type { StepResult } from '../step/step-options'

/** What the means are made of: sums over examples. */
export interface MeanSums {
  readonly examples: number
  readonly total: number
  readonly terms: Readonly<Record<string, number>>
  readonly accuracy?: number
  readonly accuracies: Readonly<Record<string, number>>
}

/** Sums step results, weighted by their examples, into the means of an epoch; goes on from earlier sums. */
export function epochMeans(before?: MeanSums): {
  add(result: StepResult, examples: number): void
  readonly examples: number
  means(): EpochEnd['train']
  sums(): MeanSums
} {
  let examples = before?.examples ?? 0
  let total = before?.total ?? 0
  let accuracy = before?.accuracy
  const terms = new Map(Object.entries(before?.terms ?? {}))
  const accuracies = new Map(Object.entries(before?.accuracies ?? {}))
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
    sums: () => ({
      examples,
      total,
      terms: Object.fromEntries(terms),
      accuracies: Object.fromEntries(accuracies),
      ...(accuracy !== undefined && { accuracy }),
    }),
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
