import type { Variable } from '@tensorflow/tfjs-core'
import { checkPattern, namePattern } from './name-patterns'
import type { ResolvedLearner } from './resolve-learners'
import { studentVariables } from './variable-names'

/** The students' variables that no step may change; throws a PotstillError where a pattern matches none. */
export function frozenVariables(
  learners: readonly ResolvedLearner[],
  freeze: readonly string[] = [],
): ReadonlySet<Variable> {
  const named = studentVariables(learners)
  const names = named.map(({ name }) => name)
  for (const pattern of freeze) checkPattern('freeze', pattern, names)
  const tests = freeze.map(namePattern)
  return new Set(
    named.flatMap(({ name, variable }) => (tests.some((matches) => matches(name)) ? [variable] : [])),
  )
}
