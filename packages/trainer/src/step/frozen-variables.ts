import { PotstillError } from '@potstill/spec'
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
  const frozen = new Set(
    named.flatMap(({ name, variable }) => (tests.some((matches) => matches(name)) ? [variable] : [])),
  )
  if (frozen.size < named.length || freeze.length === 0) return frozen
  throw new PotstillError({
    code: 'trainer/all-frozen',
    component: 'freeze',
    expected: 'patterns that leave a variable to train',
    received: `${freeze.join(', ')}, which match all: ${names.join(', ')}`,
    fix: 'freeze less',
  })
}
