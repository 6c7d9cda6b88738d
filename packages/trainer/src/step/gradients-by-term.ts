import { isPotstillError } from '@potstill/spec'
import {
  addN,
  concat,
  reshape,
  slice,
  sum,
  tidy,
  type NamedTensorMap,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core'
import { computeGradients, computeValues, disposeGradients, type Gradients } from './compute-gradients'
import type { StepContext } from './compute-terms'
import { keepingState } from './keeping-state'

/**
 * Runs one batch forward and backward once for each term, under the same random draws, so that the gradients of the terms are
 * known one by one. The networks' own state moves on as after one pass. (Compiled, what the passes have in common is computed
 * once.) The caller disposes what it returns, with `disposeGradients`.
 */
export function gradientsByTerm(context: StepContext, variables: readonly Variable[]): Gradients {
  const parts: Gradients[] = []
  try {
    context.terms.forEach((_, index) => {
      const take = () => parts.push(gradientsOf(onlyTerm(context, index), variables))
      if (index === context.terms.length - 1) take()
      else keepingState(context.learners, take)
    })
    return together(context, parts)
  } catch (error) {
    parts.forEach(disposeGradients)
    throw error
  }
}

/** A term whose weight is 0 throughout need not reach anything: it has a value all the same. */
function gradientsOf(context: StepContext, variables: readonly Variable[]): Gradients {
  try {
    return computeGradients(context, variables)
  } catch (error) {
    const unconnected = isPotstillError(error) && error.code === 'trainer/no-gradient'
    if (!unconnected || error.component !== undefined) throw error
    return computeValues(context)
  }
}

function onlyTerm(context: StepContext, index: number): StepContext {
  const only = <Value>(list: readonly Value[]): readonly Value[] => list.slice(index, index + 1)
  const { terms, memories, scalars } = context
  return {
    ...context,
    terms: only(terms),
    memories: only(memories),
    scalars: { ...scalars, weights: only(scalars.weights), temperatures: only(scalars.temperatures) },
  }
}

/** Makes of the gradients of each term those of the weighted sum, and the report of all terms. */
function together({ terms }: StepContext, parts: readonly Gradients[]): Gradients {
  const names = [...new Set(parts.flatMap(({ byVariable }) => Object.keys(byVariable)))]
  const sums = tidy(() => ({
    report: joinedReport(parts.map(({ report }) => report)),
    byVariable: Object.fromEntries(
      names.map((name) => [name, addN(parts.flatMap(({ byVariable }) => byVariable[name] ?? []))]),
    ) as NamedTensorMap,
  }))
  for (const { report } of parts) report.dispose()
  return {
    ...sums,
    byTerm: Object.fromEntries(terms.map(({ name }, index) => [name, parts[index]?.byVariable ?? {}])),
    states: parts.flatMap(({ states }) => states),
  }
}

/** Each is `[total, value, accuracy, health, further accuracies …]` of one term. */
function joinedReport(reports: readonly Tensor[]): Tensor {
  const sumAt = (place: number) => reshape(sum(concat(reports.map((report) => slice(report, place, 1)))), [1])
  const values = reports.map((report) => slice(report, 1, 1))
  const [first] = reports
  if (first === undefined) throw new RangeError('an objective has terms')
  return concat([sumAt(0), ...values, slice(first, 2, 1), sumAt(3), slice(first, 4)])
}
