import type { Variable } from '@tensorflow/tfjs-core'
import type { TermMemory } from './initialise-terms'
import type { LearnerTerm, ResolvedLearner } from './resolve-learners'

/** A variable under the name that users know it by. */
export interface NamedVariable {
  readonly name: string
  readonly variable: Variable
  /** Trained for a loss or a temperature, not for the student. */
  readonly connector: boolean
}

/**
 * A variable's name without the number that makes it unique among all variables of the process.
 *
 * @example
 * plainName('hidden1/kernel_3') // => 'hidden1/kernel'
 */
export function plainName(name: string): string {
  return name.includes('/') ? name.replace(/_\d+$/, '') : name
}

/** `layer/weight`, with the learner's name in front where there are several. */
export function studentVariables(learners: readonly ResolvedLearner[]): readonly NamedVariable[] {
  return learners.flatMap(({ name, student }) => {
    const prefix = name === undefined ? '' : `${name}/`
    return student.variables.map((variable) => ({
      name: prefix + plainName(variable.name),
      variable,
      connector: false,
    }))
  })
}

/** `term/name`, or `term/temperature/name`. */
export function connectorVariables(
  terms: readonly LearnerTerm[],
  memories: readonly TermMemory[],
): readonly NamedVariable[] {
  return terms.flatMap((term, index) => {
    const memory = memories[index]
    const named = (prefix: string, variables: Readonly<Record<string, Variable>> = {}) =>
      Object.entries(variables).map(([name, variable]) => ({
        name: `${prefix}/${name}`,
        variable,
        connector: true,
      }))
    return [
      ...named(term.name, memory?.loss.trainable),
      ...named(`${term.name}/temperature`, memory?.temperature?.trainable),
    ]
  })
}
