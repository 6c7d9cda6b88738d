import type { Variable } from '@tensorflow/tfjs-core'
import { checkPattern, namePattern } from './name-patterns'
import type { ParameterGroup } from './update-options'
import type { NamedVariable } from './variable-names'

/** Factors on the optimizer's rates. */
export interface RateFactors {
  readonly learningRate: number
  readonly weightDecay: number
}

type Selector = (variable: NamedVariable) => boolean

const sets: Readonly<Record<string, Selector>> = {
  connectors: ({ connector }) => connector,
  biases: ({ name, connector }) => !connector && /(^|[/_])bias$/.test(name),
  norms: ({ name, connector }) => !connector && /(^|\/)(gamma|beta)$/.test(name),
}

/** Finds the factors of each variable: those of the first group that has it. Throws where a pattern matches none. */
export function rateFactors(
  groups: readonly ParameterGroup[] = [],
  variables: readonly NamedVariable[],
): ReadonlyMap<Variable, RateFactors> {
  const names = variables.map(({ name }) => name)
  const tests = groups.map((group) => group.variables.map((entry) => selector(entry, names)))
  return new Map(
    variables.flatMap((each) => {
      const index = tests.findIndex((selectors) => selectors.some((selects) => selects(each)))
      const group = groups[index]
      if (group === undefined) return []
      const { learningRate = 1, weightDecay = 1 } = group
      return [[each.variable, { learningRate, weightDecay }] as const]
    }),
  )
}

/** A set may be empty: a recipe says `norms` of networks with and without. A pattern has to match something. */
function selector(entry: string, names: readonly string[]): Selector {
  const set = Object.hasOwn(sets, entry) ? sets[entry] : undefined
  if (set !== undefined) return set
  checkPattern('groups', entry, names)
  const matches = namePattern(entry)
  return ({ name }) => matches(name)
}
